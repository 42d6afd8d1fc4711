"""Drafts over HTTP: saved with their problems, edited step by step, published together."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.definitions.conftest import Builder
from tests.support.office import Office

TEXT = {"type": "text", "label": {"zh-CN": "序列号", "en": "Serial"}}


async def test_a_draft_is_seen_by_builders_only_until_it_is_published(office: Office, builder: Builder) -> None:
    saved = await builder.edited("form", "ticket", {"do": "add", "element": "field", "at": ["serial"], "value": TEXT})
    assert (saved["version"] > 0, saved["problems"]) == (True, [])
    assert "serial" in saved["document"]["fields"]
    boss = await office.supervisor()
    assert "serial" not in {each["key"] for each in (await boss.get("forms/ticket")).json()["fields"]}
    changes = await builder.changes()
    (ticket,) = changes["changes"]
    assert (ticket["part"], ticket["key"], ticket["change"]) == ("forms", "ticket", "changed")
    assert ticket["diff"] == ["field “Serial” added"]
    assert [each["message"] for each in ticket["effects"]] == [
        "A column is added; “Serial” is empty in the records that exist."
    ]
    done = await builder.published()
    assert "serial" in {each["key"] for each in (await boss.get("forms/ticket")).json()["fields"]}
    read = await builder.read("form", "ticket")
    assert (read["draft"], read["live"]["version"], read["name"]) == (None, 2, "service_desk.ticket")
    assert (await builder.http.get(f"publications/{done['id']}")).json() == done
    assert (await builder.publish()).json()["code"] == "nothing_to_publish"
    events = await office.rows("SELECT dataset, record_id, data FROM events WHERE type = 'definition_published'")
    assert [(each["dataset"], str(each["record_id"]), each["data"]["parts"]) for each in events][-1:] == [
        ("definitions", done["id"], ["form.ticket"])
    ]


async def test_words_come_in_the_readers_language(
    builder: Builder, make_builder: Callable[[str], Awaitable[Builder]]
) -> None:
    chinese = await make_builder("zh-CN")
    await builder.edited(
        "form",
        "ticket",
        {"do": "change", "element": "field", "at": ["urgency"], "values": {"label": {"zh-CN": "急不急", "en": "How"}}},
        {"do": "move", "element": "option", "at": ["urgency", "critical"], "place": 0},
        {"do": "remove", "element": "section_field", "at": [1, 1]},
    )
    (ticket,) = (await chinese.changes())["changes"]
    assert ticket["diff"] == [
        "字段「紧急程度」：名称：「紧急程度」改为「急不急」",
        "字段「紧急程度」：选项的顺序有变化",
        "分组栏「问题」：移除栏内字段「急不急」",
    ]
    (ticket,) = (await builder.changes())["changes"]
    assert ticket["diff"][0] == "field “Urgency”: label: “Urgency” becomes “How”"


async def test_two_builders_do_not_overwrite_each_other(
    builder: Builder, make_builder: Callable[[str], Awaitable[Builder]]
) -> None:
    other = await make_builder("en")
    url, operation = "definitions/form/ticket/draft/operations", {"do": "remove", "element": "section", "at": [0]}
    first = (await builder.http.post(url, json={"version": 0, "operations": [operation]})).json()["version"]
    stale = await other.http.post(url, json={"version": 0, "operations": [operation]})
    assert (stale.status_code, stale.json()["code"], stale.json()["current"]) == (409, "draft_stale", first)
    stale = await other.http.put("definitions/form/ticket/draft", json={"version": first + 7, "document": {}})
    assert stale.json()["code"] == "draft_stale"
    assert (await other.http.post(url, json={"version": first, "operations": [operation]})).json()["version"] > first


async def test_who_forgets_a_draft_forgets_no_newer_one(
    builder: Builder, make_builder: Callable[[str], Awaitable[Builder]]
) -> None:
    other = await make_builder("en")
    url, operation = "definitions/form/ticket/draft", {"do": "remove", "element": "section", "at": [0]}
    first = (await builder.edited("form", "ticket", operation))["version"]
    second = (await other.edited("form", "ticket", operation))["version"]
    stale = await builder.http.delete(url, params={"version": first})
    assert (stale.status_code, stale.json()["code"], stale.json()["current"]) == (409, "draft_stale", second)
    stale = await builder.http.delete("definitions/form/ticket", params={"version": first})
    assert (stale.status_code, stale.json()["code"]) == (409, "draft_stale")
    assert (await builder.read("form", "ticket"))["draft"]["version"] == second
    assert (await builder.http.delete(url, params={"version": second})).status_code == 204
    assert (await builder.read("form", "ticket"))["draft"] is None


async def test_a_version_of_a_draft_that_is_over_fits_no_later_one(
    builder: Builder, make_builder: Callable[[str], Awaitable[Builder]]
) -> None:
    other = await make_builder("en")
    url, operation = "definitions/form/ticket/draft", {"do": "remove", "element": "section", "at": [0]}
    document = await builder.document("form", "ticket")
    old = (await builder.edited("form", "ticket", operation))["version"]
    assert (await other.http.delete(url)).status_code == 204
    newer = (await other.edited("form", "ticket", operation))["version"]
    late = await builder.http.put(url, json={"version": old, "document": document})
    assert (late.status_code, late.json()["code"], late.json()["current"]) == (409, "draft_stale", newer)
    gone = await builder.http.delete(url, params={"version": old})
    assert (gone.status_code, gone.json()["code"]) == (409, "draft_stale")
    assert (await builder.read("form", "ticket"))["draft"]["version"] == newer


async def test_who_removes_what_is_new_removes_no_newer_draft_of_it(
    builder: Builder, make_builder: Callable[[str], Awaitable[Builder]]
) -> None:
    other = await make_builder("en")
    document = {"name": "Parts", "fields": {"code": {"type": "text", "label": "Code"}}}
    first = (await builder.save("form", "service_desk.part", document))["version"]
    second = (await other.save("form", "service_desk.part", {**document, "name": "Spare parts"}))["version"]
    url = "definitions/form/service_desk.part"
    stale = await builder.http.delete(url, params={"version": first})
    assert (stale.status_code, stale.json()["code"]) == (409, "draft_stale")
    assert (await builder.document("form", "service_desk.part"))["name"] == "Spare parts"
    assert (await builder.http.delete(url, params={"version": second})).status_code == 200
    assert (await builder.http.get(url)).status_code == 404


async def test_undo_leads_back(builder: Builder) -> None:
    before = await builder.document("flow", "ticket_flow")
    done = await builder.edited(
        "flow",
        "ticket_flow",
        {"do": "remove", "element": "outcome", "at": ["confirm", "rejected"]},
        {"do": "change", "element": "node", "at": ["confirm"], "values": {"name": "Ask", "auto": None}},
        {"do": "move", "element": "assignment", "at": ["handle", 0], "place": 1},
    )
    assert len(done["inverses"]) == 3
    undone = await builder.edited("flow", "ticket_flow", *done["inverses"])
    assert undone["document"] == before
    assert list(undone["document"]["nodes"]["confirm"]) == list(before["nodes"]["confirm"])
    (same,) = (await builder.changes())["changes"]
    assert (same["change"], same["diff"]) == ("unchanged", [])
    await builder.published()
    assert (await builder.read("flow", "ticket_flow"))["live"]["version"] == 1


async def test_problems_are_live_and_stand_in_the_way(builder: Builder) -> None:
    gone = await builder.edited("form", "ticket", {"do": "remove", "element": "field", "at": ["solution"]})
    found = {(each["kind"], each["key"], ".".join(map(str, each["at"])), each["code"]) for each in gone["problems"]}
    assert ("form", "ticket", "layout.2.fields.2", "field_unknown") in found
    assert ("flow", "ticket_flow", "nodes.handle.fields.write.1", "field_unknown") in found
    assert gone["problems"][0]["kind"] == "form"
    refused = await builder.publish()
    assert (refused.status_code, refused.json()["code"]) == (422, "publish_refused")
    assert ("forms.ticket.layout.2.fields.2", "field_unknown") in {
        (each["field"], each["code"]) for each in refused.json()["errors"]
    }
    listed = {each["key"]: each for each in (await builder.http.get("apps/service_desk/definitions")).json()["parts"]}
    assert (listed["ticket"]["state"], listed["ticket"]["problems"]) == ("changed", 1)
    assert listed["ticket_flow"]["problems"] == 2
    assert (await builder.http.delete("definitions/form/ticket/draft")).status_code == 204
    assert (await builder.changes())["problems"] == []
    assert (await builder.http.delete("definitions/form/ticket/draft")).json()["code"] == "draft_missing"
    wrong = await builder.save("form", "ticket", {"name": "X", "fields": {"a": {"type": "nothing", "label": 1}}})
    assert {each["code"] for each in wrong["problems"]} >= {"value_not_one_of"}


async def test_an_app_is_built_from_nothing(office: Office, builder: Builder) -> None:
    made = await builder.http.post("apps", json={"key": "parts", "name": {"zh-CN": "备件", "en": "Parts"}})
    assert (made.status_code, made.json()["parts"]) == (201, [])
    assert (await builder.http.post("apps", json={"key": "parts", "name": "X"})).json()["code"] == "app_exists"
    form = {"name": "Part", "fields": {"code": {"type": "text", "label": "Code"}}}
    await builder.save("form", "parts.part", form)
    await builder.edited("form", "parts.part", {"do": "rename", "element": "field", "at": ["code"], "key": "sku"})
    role = {"name": "Store", "grants": [{"form": "part", "can": ["create"]}]}
    await builder.save("role", "parts.store", role)
    await builder.edited(
        "role", "parts.store",
        {"do": "change", "element": "grant", "at": [0], "values": {"can": ["read", "create"], "scope": "all"}},
    )  # fmt: skip
    parts = (await builder.http.get("apps/parts/definitions")).json()["parts"]
    assert [(each["kind"], each["key"], each["state"]) for each in parts] == [
        ("role", "store", "new"), ("form", "part", "new"),
    ]  # fmt: skip
    done = await builder.published(app="parts")
    assert done["parts"] == ["role.store", "form.part"]
    keeper = await office.person("Keeper", roles=["parts.store"])
    created = await keeper.post("forms/parts.part/records", json={"values": {"sku": "A-1"}})
    assert created.status_code == 201, created.text
    renamed = await builder.http.patch("apps/parts", json={"name": "Spare parts"})
    assert renamed.json()["name"] == "Spare parts"


async def test_keys_are_checked_and_never_mean_something_else(builder: Builder) -> None:
    for key, code in (
        ("helpwright", "key_reserved"),
        ("pg_x", "key_reserved"),
        ("A", "key_malformed"),
        ("a" * 21, "key_malformed"),
    ):
        refused = await builder.http.post("apps", json={"key": key, "name": "X"})
        assert [each["code"] for each in refused.json()["errors"]] == [code]
    for key in ("x" * 31, "é", "1a", "a-b"):
        body = {"version": 0, "document": {}}
        refused = await builder.http.put(f"definitions/form/service_desk.{key}/draft", json=body)
        assert [each["code"] for each in refused.json()["errors"]] == ["key_malformed"], key
    assert (await builder.http.get("definitions/nothing/x")).json()["code"] == "kind_missing"
    assert (await builder.http.get("definitions/form/nothing")).json()["code"] == "definition_missing"
    missing = await builder.http.put("definitions/form/nowhere.x/draft", json={"version": 0, "document": {}})
    assert missing.json()["code"] == "app_missing"
    add = {"do": "add", "element": "field", "at": ["serial"], "value": TEXT}
    renamed = await builder.edit("form", "ticket", {"do": "rename", "element": "field", "at": ["urgency"], "key": "u"})
    assert [(each["field"], each["code"]) for each in renamed.json()["errors"]] == [("operations.0", "key_published")]
    await builder.edited("form", "ticket", add)
    await builder.published()
    await builder.edited("form", "ticket", {"do": "remove", "element": "field", "at": ["serial"]})
    await builder.published()
    refused = await builder.edit("form", "ticket", add)
    assert [each["code"] for each in refused.json()["errors"]] == ["key_used_before_element"]
    await builder.edited("form", "ticket", {**add, "again": True})
    assert [each["code"] for each in (await builder.changes())["changes"][0]["effects"]] == ["effect_field_returns"]


async def test_an_artefact_goes_and_comes_back(office: Office, builder: Builder) -> None:
    boss = await office.supervisor()
    removed = await builder.http.delete("definitions/dashboard/cockpit")
    problems = {(each["kind"], each["code"]) for each in removed.json()["problems"]}
    assert problems == {("role", "dashboard_unknown")}
    for role in ("agent", "supervisor"):
        grants = (await builder.document("role", role))["grants"]
        place = next(place for place, each in enumerate(grants) if "dashboard" in each)
        await builder.edited("role", role, {"do": "remove", "element": "grant", "at": [place]})
    gone = [each for each in (await builder.changes())["changes"] if each["change"] == "removed"]
    assert [each["key"] for each in gone] == ["cockpit"]
    assert (
        await builder.edit("dashboard", "cockpit", {"do": "remove", "element": "widget", "at": ["waiting"]})
    ).json()["code"] == "draft_removes"
    await builder.published()
    assert (await boss.get("dashboards/cockpit")).status_code in {403, 404}
    assert "cockpit" not in (await builder.http.get("apps/service_desk/blueprint")).text
    refused = await builder.http.put(
        "definitions/dashboard/service_desk.cockpit/draft", json={"version": 0, "document": {}}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "key_used_before")
    back = await builder.http.post("definitions/dashboard/cockpit/rollback", json={"version": 1})
    assert back.status_code == 200, back.text
    read = await builder.read("dashboard", "cockpit")
    assert read["live"]["version"] == 2
    assert (await builder.http.get("definitions/dashboard/cockpit/versions/1")).json()["document"] == read["live"][
        "document"
    ]
    assert (await builder.http.get("definitions/dashboard/cockpit/versions/9")).status_code == 404


async def test_a_form_with_open_work_stays(office: Office, builder: Builder) -> None:
    await office.submit()
    for kind, key in (("rule", each) for each in ("critical", "dwell", "confirmation", "survey")):
        await builder.http.delete(f"definitions/{kind}/{key}")
    for kind, key in (("flow", "ticket_flow"), ("dashboard", "cockpit"), ("form", "ticket")):
        await builder.http.delete(f"definitions/{kind}/{key}")
    for role in ("agent", "supervisor"):
        document = await builder.document("role", role)
        grants = [each for each in document["grants"] if each.get("form") == "customer"]
        await builder.save("role", role, {**document, "grants": grants})
    changes = await builder.changes()
    assert [(each["key"], each["code"]) for each in changes["problems"]] == [("ticket", "form_in_use")]
    effects = [each["message"] for part in changes["changes"] for each in part["effects"]]
    assert "Under way on version 1 and staying on it: 1." in effects
    assert (await builder.publish()).status_code == 422


async def test_a_flow_that_was_removed_is_finished_by_those_who_are_on_it(office: Office, builder: Builder) -> None:
    ticket = await office.submit()
    await builder.http.delete("definitions/flow/ticket_flow")
    assert (await builder.changes())["problems"] == []
    await builder.published()
    fresh = await office.submit()
    agent = await office.agent()
    assert (await agent.work(ticket.id, "claim")).status_code == 200
    assert (await agent.solve(ticket.id)).status_code == 200
    assert await office.rows("SELECT 1 FROM instances WHERE record_id::text = %(id)s", id=fresh.id) == []


async def test_an_option_in_use_that_goes_with_another_kind_of_choice_is_told(office: Office, builder: Builder) -> None:
    await office.submit(problem_type="product")
    document = await builder.document("form", "ticket")
    field = document["fields"]["problem_type"]
    options = {key: text for key, text in field["options"].items() if key != "product"}
    fields = {**document["fields"], "problem_type": {**field, "type": "select", "options": options}}
    await builder.save("form", "ticket", {**document, "fields": fields})
    (ticket,) = (await builder.changes())["changes"]
    assert [(each["code"], each["path"]) for each in ticket["effects"]] == [
        ("effect_option_in_use", "forms.ticket.fields.problem_type.options.product")
    ]


async def test_a_team_that_work_under_way_needs_stays(office: Office, builder: Builder) -> None:
    ticket = await office.submit()
    await builder.edited("flow", "ticket_flow", {"do": "remove", "element": "assignment", "at": ["handle", 0]})
    await builder.http.delete("definitions/team/tech")
    assert [(each["kind"], each["key"], each["code"]) for each in (await builder.changes())["problems"]] == [
        ("team", "tech", "part_in_use")
    ]
    agent = await office.agent()
    await agent.work(ticket.id, "claim")
    await agent.solve(ticket.id)
    assert (await office.answer(ticket, "confirm")).status_code == 200
    assert (await builder.changes())["problems"] == []
    await builder.published()


async def test_what_a_change_means_for_the_records_is_said_before(office: Office, builder: Builder) -> None:
    await office.submit(urgency="critical", customer_email=None)
    await office.submit(urgency="critical")
    await builder.edited(
        "form",
        "ticket",
        {"do": "remove", "element": "option", "at": ["urgency", "critical"]},
        {"do": "change", "element": "field", "at": ["customer_email"], "values": {"required": True, "unique": True}},
    )
    changes = await builder.changes()
    ticket = next(each for each in changes["changes"] if each["key"] == "ticket")
    assert {each["code"]: each["message"] for each in ticket["effects"]} == {
        "effect_option_in_use": "The option “Critical” of “Urgency” is used by records, which keep it: 2.",
        "effect_required_empty": "“Email” becomes required and is empty in 1 record.",
    }
    await builder.published()
    boss = await office.supervisor()
    found = (await boss.get("forms/ticket/records")).json()["items"]
    assert {each["values"]["urgency"] for each in found} == {"critical"}


async def test_what_was_written_in_english_only_is_called_by_its_words(builder: Builder) -> None:
    async def called(words: str) -> None:
        document = await builder.document("form", "ticket")
        fault = {"type": "select", "label": {"en": "Fault"}, "options": {"door_noise": {"en": words}}}
        await builder.save("form", "ticket", {**document, "fields": {**document["fields"], "fault": fault}})

    await called("Door noise")
    await builder.published()
    await called("Noisy door")
    [change] = (await builder.changes())["changes"]
    assert [(each["what"], each["before"], each["after"]) for each in change["details"]] == [
        ("field “Fault”: English name of option “Door noise”", "Door noise", "Noisy door")
    ]


async def test_a_draft_that_fell_behind_is_looked_at_again(office: Office, builder: Builder) -> None:
    change = {"do": "change", "element": "field", "at": ["urgency"], "values": {"help": "H"}}
    await builder.edited("form", "ticket", change)
    text = (await builder.http.get("apps/service_desk/blueprint")).text.replace("紧急程度", "急不急")
    assert (await office.blueprint(text)).status_code == 200
    read = await builder.read("form", "ticket")
    assert (read["draft"]["behind"], read["draft"]["base"], read["live"]["version"]) == (True, 1, 2)
    assert [(each["path"], each["code"]) for each in read["problems"]] == [("forms.ticket", "draft_behind")]
    assert (await builder.publish()).json()["code"] == "publish_refused"
    live: dict[str, Any] = read["live"]["document"]
    body = {"version": read["draft"]["version"], "base": 2, "document": {**live, "name": "T"}}
    assert (await builder.http.put("definitions/form/ticket/draft", json=body)).json()["problems"] == []
    assert (await builder.http.put("definitions/form/ticket/draft", json={**body, "base": 1})).status_code == 409
    await builder.published()


async def test_one_of_several_drafts_is_published_alone(builder: Builder) -> None:
    await builder.save("team", "service", {"name": "S"})
    await builder.save("team", "tech", {"name": "T"})
    done = await builder.http.post("definitions/team/service/publish")
    assert (done.status_code, done.json()["parts"]) == (200, ["team.service"])
    parts = (await builder.http.get("apps/service_desk/definitions")).json()["parts"]
    assert [(each["key"], each["state"]) for each in parts if each["kind"] == "team"] == [
        ("service", "live"), ("tech", "changed"),
    ]  # fmt: skip


async def test_hostile_documents(builder: Builder) -> None:
    deep: dict[str, Any] = {}
    for _ in range(60):
        deep = {"a": deep}
    for document, code in (
        ({"name": "\u0000"}, "text_control"),
        ({"name": "\x1b[31m"}, "text_control"),
        ({"n": 2**70}, "value_unstorable"),
        (deep, "document_too_deep"),
    ):
        body = {"version": 0, "document": document}
        refused = await builder.http.put("definitions/form/ticket/draft", json=body)
        assert refused.status_code == 422
        assert code in {each["code"] for each in refused.json()["errors"]}
    operation = {"do": "add", "element": "field", "at": ["x"], "value": {"label": "\u0007"}}
    assert (await builder.edit("form", "ticket", operation)).status_code == 422
    unknown = await builder.edit("form", "ticket", {"do": "explode", "element": "field"})
    assert unknown.status_code == 422


async def test_only_builders_may(office: Office, builder: Builder) -> None:
    boss = await office.supervisor()
    for method, url in (
        ("GET", "apps/service_desk/definitions"),
        ("GET", "apps/service_desk/changes"),
        ("POST", "apps/service_desk/publish"),
        ("GET", "definitions/form/ticket"),
        ("PUT", "definitions/form/ticket/draft"),
        ("POST", "definitions/form/ticket/draft/operations"),
        ("DELETE", "definitions/form/ticket"),
        ("POST", "definitions/form/ticket/rollback"),
        ("POST", "apps"),
        ("DELETE", "apps/service_desk"),
    ):
        assert (await boss.request(method, url)).status_code == 403, url


async def test_what_is_missing_is_told_in_words_and_not_by_its_key(builder: Builder) -> None:
    flow = (await builder.read("flow", "ticket_flow"))["live"]["document"]
    flow["nodes"]["handle"]["due"]["late"] = [{"action": "notify", "to": {"role": "supervisor"}}]
    saved = await builder.save("flow", "ticket_flow", flow)
    wrong = [each["message"] for each in saved["problems"] if each["severity"] == "error"]
    assert wrong == ["Choose a way to tell them."]
    link = {"name": "设备", "fields": {"of": {"type": "link", "label": "客户"}}}
    saved = await builder.save("form", "service_desk.device", link)
    assert "Choose the form it links to" in str([each["message"] for each in saved["problems"]])


async def test_what_is_told_is_called_by_names_also_when_it_is_gone(builder: Builder) -> None:
    flow = (await builder.read("flow", "ticket_flow"))["live"]["document"]
    del flow["nodes"]["confirm"]
    flow["nodes"]["handle"]["outcomes"]["done"]["to"] = "archive"
    await builder.save("flow", "ticket_flow", flow)
    (change,) = (await builder.changes())["changes"]
    told = " ".join(change["diff"])
    assert "Customer confirms" in told
    assert "confirm " not in told.replace("Customer confirms", "")
    parts = (await builder.http.get("apps/service_desk/definitions")).json()["parts"]
    assert [each["label"] for each in parts if each["kind"] == "calendar"] == ["Working hours"]
