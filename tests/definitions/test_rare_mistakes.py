"""Mistakes and refusals of definitions that are rare: each from outside, told with its code."""

import pytest
from psycopg.errors import LockNotAvailable

from helpwright.definitions.blueprint import plan_blueprint
from helpwright.definitions.model import DefinitionSet
from helpwright.definitions.publications.patience import patiently
from helpwright.entry.kinds import FIELD_TYPES, FORM_MODEL, kinds
from helpwright.entry.shipped import read_blueprint
from helpwright.forms.publish import conversions_of
from helpwright.kernel.errors import Conflict
from helpwright.platform.database import Statement
from tests.definitions.conftest import Builder
from tests.support.office import Office

SHIPPED = read_blueprint("service_desk")
WAIT = "  rest: {type: wait, until_field: {field: created_at, before: {hours: 1}, after: {hours: 1}}, to: archive}\n"
RULE = "  begun: {name: B, when: {event: record_created, form: FORM}, then: [{action: start_flow, flow: FLOW}]}\n"
NAME = "name: {type: text, label: {zh-CN: 客户姓名, en: Name}, required: true"
PHONE = "type: mobile\n        label: {zh-CN: 联系电话, en: Phone}"


def states(count: int) -> str:
    return "".join(f"          s{number}: {{zh-CN: 状态{number}, category: open}}\n" for number in range(count))


def begun(form: str, flow: str) -> tuple[str, str]:
    return "rules:\n", "rules:\n" + RULE.replace("FORM", form).replace("FLOW", flow)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("          new: {zh-CN: 待处理", states(98) + "          new: {zh-CN: 待处理", "states_too_many"),
        (f"    fields:\n      {NAME}}}", f"    fields:\n      {NAME}, sensitive: true}}", "sensitive_fill"),
        (*begun("ticket", "nowhere"), "flow_unknown"),
        (*begun("customer", "ticket_flow"), "flow_of_other_form"),
        ("      archive: {type: end", f"    {WAIT}      archive: {{type: end", "moment_before_or_after"),
        ("value: support}, team: tech", "value: 技术支持}, team: tech", "value_not_as_stored"),
    ],
)
def test_mistakes_of_blueprints(old: str, new: str, code: str) -> None:
    assert old in SHIPPED
    text = SHIPPED.replace(old, new, 1)
    plan = plan_blueprint(text, kinds(), DefinitionSet(0, {}, ()))
    assert code in {each.code for each in plan.problems}


def test_a_flow_does_not_compare_what_is_sensitive() -> None:
    text = SHIPPED.replace(PHONE, f"{PHONE}\n        sensitive: true", 1).replace(
        "{field: problem_type, op: eq, value: support}", '{field: customer_phone, op: eq, value: "13800138000"}', 1
    )
    plan = plan_blueprint(text, kinds(), DefinitionSet(0, {}, ()))
    assert "sensitive_in_flow" in {each.code for each in plan.problems}


async def test_a_blueprint_with_problems_is_refused_as_a_whole(office: Office) -> None:
    answer = await office.blueprint("format: 1\napp: {key: service_desk}\n")
    assert (answer.status_code, answer.json()["code"]) == (422, "blueprint_invalid")


async def test_what_was_never_live_has_no_versions(builder: Builder) -> None:
    await builder.save("team", "service_desk.fresh", {"name": "Fresh"})
    answer = await builder.http.get("definitions/team/service_desk.fresh/versions/1")
    assert (answer.status_code, answer.json()["code"]) == (404, "version_missing")


async def test_a_publication_that_changed_nothing_is_not_taken_back(office: Office, builder: Builder) -> None:
    await builder.save("team", "tech", {"name": "Engineers"})
    made = await builder.published()
    # As of one that was made by a release whose kinds are no longer there.
    change = "UPDATE definition_versions SET publication_id = NULL WHERE publication_id = %(id)s"
    await office.product.database.write([Statement(change, {"id": made["id"]})])
    answer = await builder.http.get(f"publications/{made['id']}/way-back")
    assert (answer.status_code, answer.json()["code"]) == (409, "take_back_nothing")


async def test_a_type_that_is_gone_cannot_be_changed_with_its_values(office: Office) -> None:
    part = next(each for each in (await office.product.definitions.current()).of_kind("form") if each.key == "customer")
    fields = {**part.document["fields"], "phone": {"type": "integer", "label": "Phone"}}
    wanted = FORM_MODEL.model_validate({**part.document, "fields": fields})
    known = {key: each for key, each in FIELD_TYPES.items() if key != "mobile"}
    conversions, problems = conversions_of(known, part, wanted)
    assert (conversions, [each.code for each in problems]) == ([], ["type_change_later"])


async def test_what_others_hold_for_too_long_is_told() -> None:
    async def held() -> None:
        raise LockNotAvailable

    with pytest.raises(Conflict, match="publish_busy"):
        await patiently(held, attempts=1)
