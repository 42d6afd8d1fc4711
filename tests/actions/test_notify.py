from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from helpwright.actions.notify import Notify, action, drafts_of
from helpwright.kernel.events import CUSTOMER, Event
from helpwright.platform.database import Session
from helpwright.rules.kind import RecordContext, Scene

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
RECORD = uuid4()
RUN = uuid4()
STEP: dict[str, Any] = {
    "action": "notify",
    "to": {"field": "customer_email"},
    "via": ["mail"],
    "subject": {"zh-CN": "已受理 {{number}}", "en": "Received {{number}}"},
    "text": "您的工单 {{number}} 已受理\n预计 {{case.resolution_due}} 前完成。\n进度：{{progress_url}}",
}


def plan(step: dict[str, Any], record: RecordContext) -> Any:
    event = Event("record_created", "service_desk.ticket", RECORD, CUSTOMER, AT, cause=(3,))
    scene = Scene(
        session=Session(object()),  # type: ignore[arg-type]  # drafts are made without looking at anything
        run_id=RUN,
        index=1,
        key=f"{RUN}:1",
        rule="service_desk.confirmation",
        app="service_desk",
        form="service_desk.ticket",
        record_id=RECORD,
        record=record,
        event=event,
        now=AT,
        locale=record.language or "zh-CN",
        cause=(3, 9),
        ports=None,
    )
    return drafts_of(Notify.model_validate(step), scene)


def context(email: Any = "zhang@customer.example", language: str | None = None, **texts: str | None) -> RecordContext:
    return RecordContext({"customer_email": email}, {"number": "GD1", **texts}, language)


def test_a_draft_says_who_what_and_why() -> None:
    (draft,) = plan(STEP, context(**{"case.resolution_due": "2026-11-25 18:00"}))
    assert draft.recipient == "zhang@customer.example"
    assert draft.subject == "已受理 GD1"
    assert draft.text == "您的工单 GD1 已受理\n预计 2026-11-25 18:00 前完成。"
    assert draft.key == f"{RUN}:1:mail:zhang@customer.example"
    assert (draft.event_id, draft.rule, draft.form, draft.record_id) == (
        9, "service_desk.confirmation", "service_desk.ticket", RECORD,
    )  # fmt: skip
    assert draft.cause == (3, 9)


def test_the_customers_language_is_used() -> None:
    assert plan(STEP, context(language="en"))[0].subject == "Received GD1"
    assert plan(STEP, context(language="fr"))[0].subject == "已受理 GD1"


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_without_an_address_there_is_a_draft_that_will_say_so(empty: str | None) -> None:
    (draft,) = plan(STEP, context(empty))
    assert draft.recipient is None


def test_only_ways_and_recipients_that_run_make_drafts() -> None:
    assert [each.via for each in plan({**STEP, "via": ["sms", "mail", "wecom"]}, context())] == ["mail"]
    assert plan({**STEP, "to": {"role": "supervisor"}}, context()) == ()
    step = Notify.model_validate({**STEP, "to": {"person": "x"}, "via": ["inapp", "mail"]})
    assert list(action.not_yet_run(step)) == ["via inapp", "to person"]
    assert list(action.not_yet_run(Notify.model_validate(STEP))) == []


def test_a_subject_stays_on_one_line() -> None:
    step = {**STEP, "subject": "a\n{{number}}\nb"}
    assert plan(step, context())[0].subject == "a GD1 b"
