from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from helpwright.actions import escalate, notify, send_survey
from helpwright.definitions.blueprint import plan_blueprint
from helpwright.definitions.kind import DefinitionKind
from helpwright.definitions.model import DefinitionSet
from helpwright.kernel.registry import load
from helpwright.rules.document import TRIGGERS, rule_document, rule_kind
from helpwright.rules.kind import Action, AnyAction

ACTIONS: dict[str, AnyAction] = {
    "notify": notify.action,
    "escalate": escalate.action,
    "send_survey": send_survey.action,
}
HEAD = """format: 1
app: {key: service_desk, name: 客户服务}
roles:
  supervisor: {name: 主管}
forms:
  ticket: {fields: {customer_email: {}, customer_name: {}, urgency: {}, status: {}}}
surveys:
  csat: {name: 满意度}
rules:
"""
RULES = """
  critical:
    name: {zh-CN: 紧急通知, en: Critical alert}
    when: {event: record_created, form: ticket}
    if: {field: urgency, op: eq, value: critical}
    then: [{action: notify, to: {role: supervisor}, via: [sms, wecom, inapp], text: "非常紧急：{{number}} {{customer_name}}"}]
  dwell:
    name: {zh-CN: 超时升级, en: Overdue escalation}
    when: {event: dwell, form: ticket, field: status, value: processing, for: {hours: 24, time: wall}}
    then: [{action: escalate, cc: {role: supervisor}}]
  confirmation:
    name: {zh-CN: 自动回复, en: Confirmation mail}
    when: {event: record_created, form: ticket}
    then: [{action: notify, to: {field: customer_email}, via: [mail], subject: "已受理 {{number}}", text: "您的工单 {{number}} 已受理，预计 {{case.resolution_due}} 前完成。"}]
  survey:
    name: {zh-CN: 满意度调研, en: Satisfaction survey}
    when: {event: record_updated, form: ticket, field: status, value: solved}
    then: [{action: send_survey, survey: csat, to: {field: customer_email}, delay: {hours: 1}, if_still: {field: status, op: in, value: [solved, closed]}}]
"""  # noqa: E501 -- as in the running example


def document(**more: Any) -> dict[str, Any]:
    return {
        "name": "x",
        "when": {"event": "record_created", "form": "ticket"},
        "then": [{"action": "notify", "to": {"field": "customer_email"}, "via": ["mail"], "subject": "a", "text": "b"}],
        **more,
    }


class Part(BaseModel):
    """Stands in for the documents of other concepts."""

    model_config = ConfigDict(extra="allow")
    fields: dict[str, Any] = Field(default_factory=dict)
    service: Any = None

    @property
    def valued(self) -> dict[str, Any]:
        """Every field of a stand-in holds a value."""
        return self.fields


def _kinds() -> list[DefinitionKind]:
    return [
        DefinitionKind("role", "roles", Part),
        DefinitionKind("form", "forms", Part),
        DefinitionKind("survey", "surveys", Part),
        rule_kind(ACTIONS),
    ]


def plan(rules: str) -> Any:
    return plan_blueprint(HEAD + rules, _kinds(), DefinitionSet(1, {}, ()))


def test_the_running_example_is_valid_and_says_what_does_not_run_yet() -> None:
    found = plan(RULES)
    assert found.problems == ()
    notes = {change.key: change.notes for change in found.changes if change.kind == "rule"}
    assert notes == {
        "critical": (),
        "dwell": (),
        "confirmation": (),
        "survey": (),
    }


CREATED = "{event: record_created, form: ticket}"
ESCALATE = "{action: escalate}"
TELL = "action: notify, via: [mail], subject: a, text: a"


@pytest.mark.parametrize(
    ("when", "step", "path", "code"),
    [
        ("{event: never, form: ticket}", ESCALATE, "when.event", "event_unknown"),
        ("{form: ticket}", ESCALATE, "when.event", "key_missing"),
        ("[]", ESCALATE, "when", "map_expected"),
        ("{event: record_created, form: ticket, field: a}", ESCALATE, "when.field", "key_unknown"),
        ("{event: record_created, form: other}", ESCALATE, "when.form", "form_unknown"),
        (f"{CREATED}, if: {{field: status, op: is}}", ESCALATE, "if.op", "operator_unknown"),
        (f"{CREATED}, if: {{all: [{{field: nope, op: filled}}]}}", ESCALATE, "if", "field_unknown"),
        ("{event: dwell, form: ticket, field: no, value: a, for: {hours: 1}}", ESCALATE, "when.field", "field_unknown"),
        ("{event: dwell, form: ticket, field: status, value: a}", ESCALATE, "when.for", "key_missing"),
        ("{event: record_updated, form: ticket, value: 1}", ESCALATE, "when.value", "value_without_field"),
        (CREATED, "", "then", "then_empty"),
        (CREATED, "{action: fly}", "then.0.action", "action_unknown"),
        (CREATED, "{action: [a]}", "then.0.action", "action_unknown"),
        (CREATED, "{action: escalate, x: 1}", "then.0.x", "key_unknown"),
        (CREATED, "{action: escalate, cc: {role: boss}}", "then.0.cc.role", "role_unknown"),
        (CREATED, "{action: escalate, if_still: {field: nope, op: filled}}", "then.0.if_still", "field_unknown"),
        (CREATED, "{action: send_survey, survey: nps, to: {field: status}}", "then.0.survey", "survey_unknown"),
        (CREATED, f"{{{TELL}, to: {{field: nope}}}}", "then.0.to.field", "field_unknown"),
        (CREATED, f"{{{TELL}, to: {{field: status, role: supervisor}}}}", "then.0.to", "recipient_one"),
        (CREATED, f"{{{TELL}, to: {{}}}}", "then.0.to", "recipient_one"),
        (CREATED, "{action: notify, via: [pigeon], to: {field: status}}", "then.0.via.0", "value_not_one_of"),
        (CREATED, "{action: notify, via: [mail], to: {field: status}, text: a}", "then.0", "mail_text_missing"),
        (
            CREATED,
            "{action: notify, via: [mail], to: {field: status}, subject: a, text: '{{nmber}}'}",
            "then.0.text",
            "variable_unknown",
        ),
    ],
)
def test_a_mistake_is_named_at_its_place(when: str, step: str, path: str, code: str) -> None:
    found = plan(f"  broken: {{name: x, when: {when}, then: [{step}]}}\n")
    assert [(each.path, each.code) for each in found.problems] == [(f"rules.broken.{path}", code)]
    assert found.problems[0].line == 10


def test_every_file_of_the_catalogues_defines_its_kind() -> None:
    assert set(TRIGGERS) == {"record_created", "record_updated", "dwell", "schedule", "button", "promise"}
    assert set(load("action", Action, ["helpwright.actions"])) == {
        *ACTIONS, "assign", "comment", "set_fields", "start_flow",
    }  # fmt: skip


def test_a_typed_document_knows_its_settings() -> None:
    model = rule_document(ACTIONS)
    rule = model.model_validate(document(**{"if": {"field": "urgency", "op": "eq", "value": "critical"}}))
    assert isinstance(rule.then[0], notify.Notify)
    assert rule.condition == {"field": "urgency", "op": "eq", "value": "critical"}
    assert model.model_validate(rule.model_dump(by_alias=True, exclude_unset=True)) == rule
    with pytest.raises(ValidationError):
        model.model_validate(document(condition={}))
