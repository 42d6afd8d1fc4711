"""Apps that come in, change and go out while people work."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from hypothesis import given
from hypothesis import strategies as st

from helpwright.definitions.canonical import canonical
from helpwright.definitions.export import export_blueprint
from helpwright.definitions.model import App, DefinitionSet, Part
from helpwright.definitions.yaml import read_yaml
from helpwright.entry.kinds import kinds
from tests.support.laws import law
from tests.support.office import Office, open_office, ticket_values

SHIPPED = (Path(__file__).parents[2] / "blueprints" / "service_desk.yaml").read_text("utf-8")
URGENCY = "      urgency:\n        type: priority\n        label: {zh-CN: 紧急程度, en: Urgency}"
EXTRA = "      serial: {type: text, label: 序列号}\n"
WITH_SERIAL = SHIPPED.replace("      urgency:\n", f"{EXTRA}      urgency:\n", 1)


def changes(answer: httpx.Response) -> dict[str, str]:
    """What is not unchanged."""
    assert answer.status_code == 200, answer.text
    return {
        f"{each['part']}.{each['key']}": each["change"]
        for each in answer.json()["changes"]
        if each["change"] != "unchanged"
    }


def codes(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(each["field"], each["code"]) for each in answer.json()["errors"]]


async def exported(office: Office, app: str = "service_desk") -> str:
    boss = await office.person("Exporter", admin=True)
    answer = await boss.get(f"apps/{app}/blueprint")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/yaml")
    return answer.text


async def test_what_goes_out_comes_in_unchanged_and_goes_out_the_same(
    office: Office, database: str, tmp_path: Path
) -> None:
    text = await exported(office)
    assert changes(await office.blueprint(text, plan=True)) == {}
    assert changes(await office.blueprint(SHIPPED, plan=True)) == {}
    assert read_yaml(text).value == read_yaml(SHIPPED).value
    epoch = await office.rows("SELECT value FROM epoch")
    await office.blueprint(text)
    assert await office.rows("SELECT value FROM epoch") == epoch
    async with open_office(database, tmp_path / "other") as other:
        assert set(changes(await other.blueprint(text)).values()) == {"added"}
        assert await exported(other) == text


async def test_a_plan_changes_nothing(office: Office) -> None:
    before = await office.rows("SELECT * FROM definitions ORDER BY id")
    assert changes(await office.blueprint(WITH_SERIAL, plan=True)) == {"forms.ticket": "changed"}
    assert await office.rows("SELECT * FROM definitions ORDER BY id") == before
    broken = await office.blueprint("format: 1\napp: {key: service_desk, name: X}\nforms: {ticket: {}}", plan=True)
    assert {each["code"] for each in broken.json()["problems"]} == {"key_missing"}
    assert (await office.blueprint("format: 1\napp: {key: other, name: X}")).json()["errors"][0][
        "code"
    ] == "app_key_differs"


async def test_only_administrators_may(office: Office) -> None:
    supervisor = await office.supervisor()
    assert (await supervisor.get("apps/service_desk/blueprint")).status_code == 403
    assert (await supervisor.put("apps/service_desk/blueprint", content=SHIPPED)).status_code == 403
    boss = await office.person("Boss", admin=True)
    assert (await boss.get("apps/nothing/blueprint")).status_code == 404
    assert (await boss.put("apps/service_desk/blueprint", content=b"\xff\xfe")).json()["code"] == "body_unreadable"


async def test_an_added_field_is_a_column_and_old_records_stay(office: Office) -> None:
    ticket = await office.submit()
    assert changes(await office.blueprint(WITH_SERIAL)) == {"forms.ticket": "changed"}
    boss = await office.supervisor()
    record = await boss.record(ticket.id)
    assert (record["values"]["serial"], record["values"]["customer_name"]) == (None, "张伟")
    newer = await office.submit(serial="SN-1")
    assert (await boss.record(newer.id))["values"]["serial"] == "SN-1"
    assert changes(await office.blueprint(SHIPPED)) == {"forms.ticket": "changed"}
    assert "serial" not in (await boss.record(newer.id))["values"]
    await office.blueprint(WITH_SERIAL)
    assert (await boss.record(newer.id))["values"]["serial"] == "SN-1"


async def test_order_is_a_change(office: Office) -> None:
    text = SHIPPED.replace(
        "{normal: {zh-CN: 普通, en: Normal}, urgent: {zh-CN: 紧急, en: Urgent}",
        "{urgent: {zh-CN: 紧急, en: Urgent}, normal: {zh-CN: 普通, en: Normal}",
    )
    assert text != SHIPPED
    assert changes(await office.blueprint(text)) == {"forms.ticket": "changed"}
    assert changes(await office.blueprint(text, plan=True)) == {}
    head, _, tail = text.partition("  customer:\n    name: {zh-CN: 客户档案")
    customer, _, rest = tail.partition("  ticket:\n")
    ticket, _, flows = rest.partition("flows:\n")
    turned = f"{head}  ticket:\n{ticket}  customer:\n    name: {{zh-CN: 客户档案{customer}flows:\n{flows}"
    await office.blueprint(turned)
    boss = await office.supervisor()
    forms = (await boss.get("workspace")).json()["apps"][0]["forms"]
    assert [form["key"] for form in forms] == ["service_desk.ticket", "service_desk.customer"]


async def test_a_changed_label_is_a_new_version(office: Office) -> None:
    boss = await office.supervisor()
    before = (await boss.get("forms/ticket")).json()
    text = SHIPPED.replace("label: {zh-CN: 紧急程度, en: Urgency}", "label: {zh-CN: 急不急, en: Urgency}")
    await office.blueprint(text)
    after = (await boss.get("forms/ticket")).json()
    assert after["version"] == before["version"] + 1
    assert [each["label"] for each in after["fields"] if each["key"] == "urgency"] == ["急不急"]


async def test_a_changed_type_is_in_the_plan_with_line_and_words(office: Office) -> None:
    text = SHIPPED.replace("solution: {type: multiline, label", "solution: {type: email, label")
    planned = (await office.blueprint(text, plan=True)).json()
    (ticket,) = [each for each in planned["changes"] if each["change"] == "changed"]
    assert ticket["diff"] == ["field “Solution”: type: “Long text” becomes “Email”"]
    assert [(each["code"], each["accept"]) for each in ticket["effects"]] == [("effect_type_changes", None)]
    assert changes(await office.blueprint(text)) == {"forms.ticket": "changed"}
    text = SHIPPED.replace("customer_name: {type: text, label", "customer_name: {type: multiline, label")
    assert changes(await office.blueprint(text)) == {"forms.ticket": "changed"}


async def test_a_part_that_others_need_cannot_lose_its_fields(office: Office) -> None:
    text = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
forms: {ticket: {name: T, fields: {customer_name: {type: text, label: N}}}}
"""
    found = codes(await office.blueprint(text))
    assert ("flows.ticket_flow.nodes.handle.claimed.set.status", "field_unknown") in found
    assert ("dashboards.cockpit.widgets.by_type.query.by.0.field", "field_unknown") in found


async def test_unique_comes_and_goes(office: Office) -> None:
    boss = await office.supervisor()
    plain = SHIPPED.replace("label: {zh-CN: 联系电话, en: Phone}, unique: true", "label: {zh-CN: 联系电话, en: Phone}")
    assert plain != SHIPPED
    first = {"values": {"name": "甲", "phone": "13800138000"}}
    assert (await boss.post("forms/customer/records", json=first)).status_code == 201
    refused = await boss.post("forms/customer/records", json=first)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (409, "phone")
    await office.blueprint(plain)
    second = await boss.post("forms/customer/records", json=first)
    assert second.status_code == 201
    assert codes(await office.blueprint(SHIPPED)) == [("forms.customer.fields.phone.unique", "unique_has_doubles")]
    assert (await boss.delete(f"forms/customer/records/{second.json()['id']}")).status_code == 403
    await office.rows(
        "UPDATE service_desk.customer SET deleted_at = created_at WHERE number = %(n)s RETURNING 1",
        n=second.json()["number"],
    )
    assert changes(await office.blueprint(SHIPPED)) == {"forms.customer": "changed"}
    assert (await boss.post("forms/customer/records", json=first)).status_code == 409
    without = SHIPPED.replace("      phone: {type: mobile, label: {zh-CN: 联系电话, en: Phone}, unique: true}\n", "")
    without = without.replace(
        "        fill: {from: customer, match: phone, set: {customer_name: name, customer_email: email}}\n", ""
    )
    await office.blueprint(without)
    assert changes(await office.blueprint(SHIPPED)) == {"forms.customer": "changed", "forms.ticket": "changed"}


async def test_names_that_look_like_ours(office: Office) -> None:
    text = "format: 1\napp: {key: odd, name: Odd}\nforms:\n"
    for key in ("order", "select", "order_pkey", "order_number_key", "form_1_newest", "user"):
        text += (
            f"  {key}: {{name: N, fields: {{select: {{type: text, label: L}}, from: {{type: mobile, label: L}}}}}}\n"
        )
    assert set(changes(await office.blueprint(text, app="odd")).values()) == {"added"}


async def test_an_address_of_another_app_is_taken(office: Office) -> None:
    form = "{name: F, public: {slug: ticket}, fields: {x: {type: text, label: X}}}"
    text = f"format: 1\napp: {{key: other, name: O}}\nforms:\n  f: {form}\n"
    assert codes(await office.blueprint(text, app="other")) == [("forms.f.public.slug", "slug_taken")]


async def test_two_imports_at_once(office: Office) -> None:
    other = SHIPPED.replace("紧急程度", "急不急")
    answers = await asyncio.gather(*(office.blueprint(text) for text in (WITH_SERIAL, other, WITH_SERIAL, other)))
    assert {answer.status_code for answer in answers} == {200}
    versions = await office.rows(
        "SELECT v.version FROM definition_versions v JOIN definitions d ON d.id = v.definition_id "
        "WHERE d.kind = 'form' AND d.key = 'ticket' ORDER BY 1"
    )
    assert [row["version"] for row in versions] == list(range(1, len(versions) + 1))
    assert (await office.submit()).number


async def test_no_write_is_lost_while_forms_are_published(office: Office) -> None:
    agent = await office.supervisor()
    ticket = await office.submit()
    texts = [WITH_SERIAL, SHIPPED, WITH_SERIAL]
    stop = asyncio.Event()
    sent: list[str] = []
    written = 0

    async def customers() -> None:
        while not stop.is_set():
            sent.append((await office.submit()).id)

    async def colleague() -> None:
        nonlocal written
        while not stop.is_set():
            body = {"values": {"root_cause": f"原因 {written}"}}
            answer = await agent.patch(f"forms/ticket/records/{ticket.id}", json=body)
            assert answer.status_code == 200, answer.text
            written += 1

    running = [asyncio.create_task(each) for each in (customers(), customers(), colleague())]
    try:
        for text in texts:
            assert (await office.blueprint(text)).status_code == 200
    finally:
        stop.set()
        await asyncio.gather(*running)
    stored = {str(row["id"]) for row in await office.rows("SELECT id FROM service_desk.ticket")}
    assert set(sent) <= stored
    assert len(stored) == len(sent) + 1
    record = await agent.record(ticket.id)
    assert (record["values"]["root_cause"], record["version"]) == (f"原因 {written - 1}", written + 1)


async def test_another_process_sees_the_change_at_its_next_request(
    office: Office, desk_url: str, tmp_path: Path
) -> None:
    async with open_office(desk_url, tmp_path / "second", connections=4) as second:
        customer = second.browser()
        assert "serial" not in {each["key"] for each in (await customer.get("public/forms/ticket")).json()["fields"]}
        await office.blueprint(WITH_SERIAL)
        assert "serial" in {each["key"] for each in (await customer.get("public/forms/ticket")).json()["fields"]}
        await office.blueprint(SHIPPED)
        body = {"id": str(uuid4()), "values": ticket_values(serial="SN")}
        refused = await customer.post("public/forms/ticket/submissions", json=body)
        assert codes(refused) == [("serial", "field_not_accepted")]


_TEXTS = st.text(st.characters(codec="utf-8", min_codepoint=32), max_size=12) | st.sampled_from(
    [
        "on",
        "yes",
        "09:00",
        "1",
        "1.0",
        "null",
        "~",
        "- a",
        "a: b",
        "a\nb",
        " a",
        "a ",
        "#x",
        "{{n}}",
        "[x",
        "'",
        '"',
        "\t",
        "",
        "<<",
        "0x1f",
        "1e3",
        "\x85",
        "\u2028",
    ],
)
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=5),
    max_leaves=12,
)


@law(300)
@given(st.dictionaries(_TEXTS, _VALUES, max_size=4))
def test_whatever_a_document_holds_comes_back(document: dict[str, Any]) -> None:
    part = Part(1, "a", "team", "t", 1, document)
    text = export_blueprint(DefinitionSet(1, {"a": App("a", "A")}, (part,)), "a", kinds())
    found = read_yaml(text).value["teams"]["t"]
    assert repr(found) == repr(canonical(document, None, ()))
    assert found == document
