"""Rules tried out through the interface while they are written: what they would do, and that they do nothing."""

from typing import Any

from tests.support.office import TICKETS, Office, Person

CRITICAL: dict[str, Any] = {
    "name": "紧急通知",
    "when": {"event": "record_created", "form": "ticket"},
    "if": {"field": "urgency", "op": "eq", "value": "critical"},
    "then": [
        {
            "action": "notify",
            "to": {"role": "supervisor"},
            "via": ["sms", "inapp"],
            "text": "非常紧急：{{number}} {{customer_name}}",
        },
    ],
}


async def builder(office: Office) -> Person:
    """Somebody who builds and reads the tickets."""
    return await office.person("搭建", roles=["supervisor"], admin=True)


async def trial(person: Person, document: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = await person.post("apps/service_desk/rules/try", json={"document": document, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def state(office: Office) -> list[Any]:
    """Everything a rule could leave behind."""
    counted = [
        await office.rows(f"SELECT count(*) AS n FROM {table}")  # noqa: S608 -- names written here
        for table in ("events", "messages", "rule_runs", "timers", "comments", "tasks", "survey_requests")
    ]
    return [*counted, await office.rows("SELECT * FROM cases ORDER BY record_id")]


async def test_says_exactly_what_would_be_sent_to_whom_and_sends_nothing(office: Office) -> None:
    boss = await builder(office)
    ticket = await office.submit()
    await office.settle()
    before = await state(office)
    found = await trial(boss, CRITICAL, record=ticket.id)
    assert await state(office) == before
    assert (found["reason"], found["record"]["number"]) == (None, ticket.number)
    assert (found["when"]["holds"], found["when"]["text"]) == (True, "记录已新建。")
    assert [(each["field"], each["found"], each["holds"]) for each in found["condition"]["parts"]] == [
        ("urgency", "critical", True)
    ]
    (step,) = found["steps"]
    assert step["state"] == "does"
    sms, inapp = (each["data"] for each in step["effects"])
    assert (sms["via"], sms["to"], sms["reason"]) == ("sms", "搭建", "no_address")
    assert step["effects"][0]["text"] == "没有这种方式的地址"
    assert (inapp["via"], inapp["to"], inapp["reason"]) == ("inapp", "搭建", None)
    assert inapp["subject"] + inapp["text"] == f"非常紧急：{ticket.number} 张伟"


async def test_chooses_a_record_and_shows_others_with_what_is_in_the_way(office: Office) -> None:
    boss = await builder(office)
    wanted = await office.submit()
    calm = await office.submit(urgency="normal")
    found = await trial(boss, CRITICAL)
    assert found["record"]["id"] == wanted.id
    (other,) = found["others"]
    assert (other["record"]["number"], other["parts"][0]["found"], other["text"]) == (calm.number, "normal", None)
    on_other = await trial(boss, CRITICAL, record=calm.id)
    assert not on_other["condition"]["holds"]
    assert on_other["steps"][0]["effects"] != []


async def test_counts_what_it_would_have_done_by_day(office: Office) -> None:
    boss = await builder(office)
    await office.submit()
    office.clock.advance(days=2)
    await office.submit()
    await office.submit(urgency="normal")
    office.clock.advance(hours=13)
    await office.submit()
    found = (await trial(boss, CRITICAL))["past"]
    assert (found["records"], found["starts"], found["at_night"], found["cut"]) == (3, 3, 1, False)
    assert len(found["per_day"]) == 30
    assert {each["day"]: each["n"] for each in found["per_day"] if each["n"]} == {"2026-11-23": 1, "2026-11-25": 2}
    assert len(found["sample"]) == 3


async def test_a_change_a_stay_and_a_schedule(office: Office) -> None:
    boss, agent = await builder(office), await office.agent()
    ticket = await office.submit()
    await office.settle()
    solved = {**CRITICAL, "when": {"event": "record_updated", "form": "ticket", "field": "status", "value": "solved"}}
    found = await trial(boss, solved, record=ticket.id)
    assert (found["when"]["holds"], found["when"]["code"]) == (False, "run_nothing_happened")
    stay = {
        **CRITICAL,
        "when": {"event": "dwell", "form": "ticket", "field": "status", "value": "processing", "for": {"hours": 24}},
    }
    assert (await trial(boss, stay, record=ticket.id))["when"]["code"] == "run_value_is_another"
    await agent.work(ticket.id, "claim")
    waiting = await trial(boss, stay, record=ticket.id)
    assert (waiting["when"]["code"], waiting["when"]["at"]) == ("run_not_long_enough", "2026-11-24T02:00:00.000Z")
    assert waiting["past"]["starts"] == 0
    office.clock.advance(hours=25)
    over = await trial(boss, stay, record=ticket.id)
    assert (over["when"]["holds"], over["when"]["at"]) == (True, "2026-11-24T02:00:00.000Z")
    assert over["past"]["starts"] == 1
    await agent.solve(ticket.id)
    found = await trial(boss, solved, record=ticket.id)
    assert found["when"]["holds"]
    assert found["past"]["starts"] == 1
    daily = {**CRITICAL, "when": {"event": "schedule", "form": "ticket", "every": "day", "at": "09:00"}}
    found = await trial(boss, daily, record=ticket.id)
    assert found["when"]["at"] == "2026-11-25T01:00:00.000Z"
    assert found["past"]["starts"] == 1
    button = {**CRITICAL, "when": {"event": "button", "form": "ticket", "label": "催"}}
    found = await trial(boss, button, record=ticket.id)
    assert (found["when"]["code"], found["past"]) == ("trial_button", None)


async def test_every_action_foresees_what_it_does(office: Office) -> None:
    boss = await builder(office)
    ticket = await office.submit(urgency="normal")
    await office.settle()
    before = await state(office)
    then = [
        {"action": "set_fields", "set": {"urgency": "urgent", "root_cause": "见 {{number}}"}},
        {"action": "set_fields", "set": {"urgency": "normal"}},
        {"action": "comment", "text": "自动：{{customer_name}}"},
        {"action": "assign", "to": {"role": "supervisor"}},
        {"action": "escalate", "cc": {"role": "supervisor"}},
        {"action": "send_survey", "survey": "csat", "to": {"field": "customer_email"}, "delay": {"hours": 1}},
        {"action": "start_flow", "flow": "ticket_flow"},
        {"action": "notify"},
    ]
    found = await trial(boss, {**CRITICAL, "then": then}, record=ticket.id)
    assert await state(office) == before
    told = [
        (step["state"], [(each["kind"], each["data"], each["text"]) for each in step["effects"]])
        for step in found["steps"]
    ]
    assert told[0][1][0] == ("change", {"field": "urgency", "before": "normal", "after": "urgent"}, None)
    assert told[0][1][1][1]["after"] == f"见 {ticket.number}"
    assert told[1] == ("does", [("nothing", {"code": "nothing_differs"}, "内容没有变化。")])
    assert told[2][1] == [("comment", {"visibility": "internal", "text": "自动：张伟"}, None)]
    assert told[3][1][0][0:2] == ("handover", {"to": "搭建", "from": None, "why": None})
    assert [each[0] for each in told[4][1]] == ["change", "handover", "message"]
    assert told[5][0] == "waits"
    assert found["steps"][5]["at"] == "2026-11-23T03:00:00.000Z"
    survey = told[5][1][0][1]
    assert (survey["via"], survey["address"]) == ("mail", "z***@example.com")
    assert told[6][1] == [
        ("nothing", {"code": "flow_runs_already", "flow": "service_desk.ticket_flow"}, "该流程已在此记录上运行。")
    ]
    assert (found["steps"][7]["state"], found["steps"][7]["text"]) == ("unfinished", "这一步还没写完。")


async def test_what_waits_is_looked_at_again(office: Office) -> None:
    boss = await builder(office)
    ticket = await office.submit()
    step = {
        **CRITICAL["then"][0],
        "delay": {"hours": 1},
        "if_still": {"field": "urgency", "op": "eq", "value": "normal"},
    }
    found = await trial(boss, {**CRITICAL, "then": [step]}, record=ticket.id)
    assert (found["steps"][0]["state"], found["steps"][0]["still"]) == ("waits", False)


async def test_who_builds_and_reads_no_records_is_told_so(office: Office) -> None:
    ticket = await office.submit()
    boss = await office.person("Boss", admin=True)
    found = await trial(boss, CRITICAL, record=ticket.id)
    assert (found["reason"], found["record"], found["past"], found["steps"]) == ("records_unreadable", None, None, [])
    assert "没有查看「服务工单」记录的权限" in found["text"]
    agent = await office.agent()
    answer = await agent.post("apps/service_desk/rules/try", json={"document": CRITICAL})
    assert answer.status_code == 403


async def test_records_outside_the_scope_do_not_exist(office: Office) -> None:
    boss = await office.person("搭建", roles=["agent"], teams=["tech"], admin=True)
    theirs = await office.submit(problem_type="product")
    await office.settle()
    answer = await boss.post("apps/service_desk/rules/try", json={"document": CRITICAL, "record": theirs.id})
    assert answer.status_code == 404
    found = await trial(boss, CRITICAL)
    assert found["record"] is None or found["record"]["id"] != theirs.id
    assert all(each["record"]["id"] != theirs.id for each in found["others"])


async def test_fields_one_may_not_read_are_not_found_out(office: Office) -> None:
    role = """
  narrow:
    name: 窄
    grants: [{form: ticket, can: [read], scope: all, fields: {urgency: hidden, customer_name: hidden}}]
"""
    answer = await office.blueprint(
        f"format: 1\napp: {{key: service_desk, name: {{zh-CN: 客户服务, en: Service desk}}}}\nroles:\n{role}"
    )
    assert answer.status_code == 200, answer.text
    boss = await office.person("搭建", roles=["narrow"], admin=True)
    await office.supervisor()
    ticket = await office.submit()
    found = await trial(boss, CRITICAL, record=ticket.id)
    assert (found["reason"], found["steps"]) == ("fields_unreadable", [])
    assert "紧急程度" in found["text"]
    plain = {**CRITICAL, "if": {"field": "problem_type", "op": "eq", "value": "support"}}
    still = {**plain["then"][0], "if_still": {"field": "urgency", "op": "eq", "value": "critical"}}
    found = await trial(boss, {**plain, "then": [still]}, record=ticket.id)
    assert (found["reason"], found["steps"]) == ("fields_unreadable", [])
    found = await trial(boss, plain, record=ticket.id)
    said = found["steps"][0]["effects"][1]["data"]
    text = said["subject"] + said["text"]
    assert "张伟" not in text
    assert ticket.number in text
    assert "customer_name" not in found["values"]


async def test_a_rule_that_cannot_be_read_yet_and_a_form_that_is_not_there_yet(office: Office) -> None:
    boss = await builder(office)
    assert (await trial(boss, {"name": "x"}))["reason"] == "unfinished"
    elsewhere = {**CRITICAL, "when": {"event": "record_created", "form": "refund"}}
    found = await trial(boss, elsewhere)
    assert (found["reason"], found["text"]) == ("form_not_live", "表单还没有发布，还没有真实记录可以试。")
    assert (await trial(boss, CRITICAL))["reason"] == "no_records"
    answer = await boss.post("apps/nowhere/rules/try", json={"document": CRITICAL})
    assert answer.status_code == 404


async def test_what_the_publisher_may_not_is_said_before(office: Office) -> None:
    office_builder = await office.person("搭建", roles=["agent"], teams=["tech"])
    await office.rows(
        "UPDATE people SET system_roles = %(roles)s WHERE id = %(id)s RETURNING id",
        roles=["builder"],
        id=office_builder.id,
    )
    ticket = await office.submit()
    await office.settle()
    assign = {**CRITICAL, "then": [{"action": "assign", "to": {"role": "supervisor"}}]}
    found = await trial(office_builder, assign, record=ticket.id)
    assert found["steps"][0]["state"] == "refused"
    assert "你没有这张表单的相应权限" in found["steps"][0]["text"]


async def test_how_often_rules_ran_lately(office: Office) -> None:
    boss = await builder(office)
    await office.submit()
    await office.submit(urgency="normal")
    await office.settle()
    items = (await boss.get("apps/service_desk/rules/activity")).json()["items"]
    counted = {each["rule"]: each["runs"] for each in items}
    assert counted["service_desk.critical"] == 1
    assert counted["service_desk.confirmation"] == 2
    office.clock.advance(days=8)
    assert (await boss.get("apps/service_desk/rules/activity")).json()["items"] == []
    assert (await boss.get(f"{TICKETS}")).status_code == 200
