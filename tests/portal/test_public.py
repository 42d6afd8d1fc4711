"""What anybody may do without an account."""

import asyncio
import io
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import segno

from tests.support.office import TICKETS, Office, Ticket, ticket_values

BLUEPRINT = Path(__file__).parents[2] / "blueprints" / "service_desk.yaml"

SUBMIT = "public/forms/ticket/submissions"


async def test_the_form(office: Office) -> None:
    answer = await office.browser("en").get("public/forms/ticket")
    form = answer.json()
    assert [each["key"] for each in form["fields"]] == [
        "customer_phone", "customer_name", "customer_email", "problem_type", "urgency", "description", "attachments",
    ]  # fmt: skip
    assert form["fields"][3]["options"][1] == {"key": "support", "label": "Technical support"}
    assert [section["section"] for section in form["layout"]] == ["Customer", "Problem"]
    for path in ("public/forms/nope", "public/forms/nope/qr.svg", "public/forms/customer"):
        assert (await office.browser().get(path)).json()["code"] == "public_form_missing"
    assert (
        await office.browser().post("public/forms/nope/submissions", json={"id": str(uuid4()), "values": {}})
    ).status_code == 404


async def test_one_id_is_one_ticket(office: Office) -> None:
    customer = office.browser()
    body = {"id": str(uuid4()), "values": ticket_values()}
    answers = await asyncio.gather(*(customer.post(SUBMIT, json=body) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [*[200] * 19, 201]
    assert len({answer.text for answer in answers}) == 1
    for table in ("service_desk.ticket", "instances", "cases"):
        assert len(await office.rows(f"SELECT 1 FROM {table}")) == 1  # noqa: S608 -- names above
    written = {**body, "values": ticket_values(customer_phone="+86 138 0013 8000", urgency="非常紧急")}
    assert (await customer.post(SUBMIT, json=written)).status_code == 200
    other = await customer.post(SUBMIT, json={**body, "values": ticket_values(description="别的")})
    assert (other.status_code, other.json()["code"]) == (409, "submission_differs")


async def test_customers_at_once_share_commits_and_each_gets_an_answer_of_its_own(office: Office) -> None:
    customer = office.browser()
    known = {"id": str(uuid4()), "values": ticket_values()}
    assert (await customer.post(SUBMIT, json=known)).status_code == 201
    differs = {**known, "values": ticket_values(description="别的")}
    names = {str(uuid4()): f"客户 {n}" for n in range(20)}
    fresh = [{"id": key, "values": ticket_values(customer_name=name)} for key, name in names.items()]
    answers = await asyncio.gather(*(customer.post(SUBMIT, json=each) for each in [*fresh, known, differs]))
    assert [answer.status_code for answer in answers] == [*[201] * 20, 200, 409]
    assert len({answer.json()["number"] for answer in answers[:20]}) == 20
    for (key, name), answer in zip(names.items(), answers[:20], strict=True):
        found = await office.rows(
            """SELECT t.customer_name, t.number, c.category, i.status, (SELECT count(*) FROM events e
                WHERE e.record_id = t.id AND e.type = 'record_created') AS told
            FROM service_desk.ticket t JOIN cases c ON c.record_id = t.id JOIN instances i ON i.record_id = t.id
            WHERE t.submission_key = %(key)s""",
            key=UUID(key),
        )
        told = {"customer_name": name, "number": answer.json()["number"]}
        assert found == [{**told, "category": "open", "status": "running", "told": 1}]
    commits = await office.rows("SELECT DISTINCT xmin::text FROM service_desk.ticket")
    assert len(commits) < 21, "each had a commit of its own"


async def test_numbers_follow_the_day_of_the_organization(office: Office) -> None:
    office.clock.present = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
    first = [(await office.submit()).number for _ in range(3)]
    office.clock.advance(seconds=1)
    after = (await office.submit()).number
    assert (first[0], after) == ("GD202612310001", "GD202701010001")
    assert first == sorted(set(first))


async def test_a_number_that_is_taken_is_passed_over(office: Office) -> None:
    ticket = await office.submit()
    await office.rows(
        "UPDATE service_desk.ticket SET number = 'GD202611230003' WHERE id = %(id)s RETURNING 1", id=UUID(ticket.id)
    )
    numbers = [(await office.submit()).number for _ in range(3)]
    assert "GD202611230003" not in numbers
    assert len(set(numbers)) == 3


async def test_a_link_with_one_bit_turned_is_worthless(office: Office) -> None:
    ticket = await office.submit()
    customer = office.browser()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    tokens = [
        ticket.token[:place] + alphabet[alphabet.index(letter) ^ (1 << bit)] + ticket.token[place + 1 :]
        for place, letter in enumerate(ticket.token)
        for bit in range(0, 6, 2)
    ]
    tokens += [ticket.token[:-1], ticket.token + "A", ticket.token + "=", "x", "é", "%00", "A" * 5000]
    for token in tokens:
        answer = await customer.get(f"public/progress/{token}")
        assert answer.status_code == 404, token
        assert answer.json()["code"] in {"link_invalid", "not_found"}
    assert (await customer.get(f"public/progress/{ticket.token}")).status_code == 200


async def test_nothing_internal_gets_out(office: Office) -> None:
    agent, ticket = await office.agent("李秘密"), await office.submit()
    await agent.work(ticket.id, "claim")
    await agent.patch(f"{TICKETS}/{ticket.id}", json={"values": {"root_cause": "机密原因"}})
    await agent.post(f"{TICKETS}/{ticket.id}/comments", json={"text": "机密备注"})
    await agent.post(f"{TICKETS}/{ticket.id}/comments", json={"text": "请重启设备", "visibility": "public"})
    await agent.solve(ticket.id, "机密方案", comment="机密意见")
    customer = office.browser()
    for answer in (
        await customer.get(f"public/progress/{ticket.token}"),
        await customer.get("public/forms/ticket"),
        await office.answer(ticket, "reject", reason="还是掉线"),
    ):
        for secret in ("机密", "李秘密", agent.id, "root_cause", '"solution"', "assignee"):
            assert secret not in answer.text, secret
    progress = await office.progress(ticket)
    assert [each["kind"] for each in progress["timeline"]] == ["rejected", "solved", "reply", "claimed", "submitted"]
    assert progress["timeline"][0]["text"] == "还是掉线"
    assert progress["timeline"][2]["text"] == "请重启设备"


async def test_much_internal_work_hides_no_moment(office: Office) -> None:
    ticket = await office.submit()
    await office.rows(
        """INSERT INTO events (at, type, dataset, record_id, actor, data)
        SELECT at, 'record_updated', dataset, record_id, actor, '{"changes": {}}' FROM events, generate_series(1, 250)
        WHERE type = 'record_created' RETURNING 1"""
    )
    assert [each["kind"] for each in (await office.progress(ticket))["timeline"]] == ["submitted"]


async def test_much_talk_hides_neither_the_beginning_nor_weighs_more(office: Office) -> None:
    ticket = await office.submit()
    for number in range(3):
        await office.answer(ticket, "reply", text=f"早 {number}")
    for visibility, texts in (("internal", 130), ("public", 130)):
        await office.rows(
            """WITH said AS (
                INSERT INTO comments (id, form, record_id, at, actor, visibility, text)
                SELECT gen_random_uuid(), 'service_desk.ticket', %(id)s, %(at)s, '{"kind": "person"}',
                    %(visibility)s, 'x' FROM generate_series(1, %(n)s) RETURNING id)
            INSERT INTO events (at, type, dataset, record_id, actor, data)
            SELECT %(at)s, 'comment', 'service_desk.ticket', %(id)s, '{"kind": "person"}',
                jsonb_build_object('comment_id', id) FROM said RETURNING 1""",
            id=UUID(ticket.id),
            at=office.clock.now(),
            visibility=visibility,
            n=texts,
        )
        timeline = (await office.progress(ticket))["timeline"]
        assert timeline[-1]["kind"] == "submitted"
        expected = ["customer_reply"] * 3 if visibility == "internal" else ["reply"] * 100
        assert [each["kind"] for each in timeline[:-1]] == expected


async def test_a_reply_sent_again_is_stored_once(office: Office) -> None:
    agent, ticket = await office.agent(), await office.submit()
    said = {"text": "还是掉线", "id": str(uuid4())}
    answers = await asyncio.gather(*(office.answer(ticket, "reply", **said) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert (await office.answer(ticket, "reply", text="还是掉线", id=str(uuid4()))).status_code == 200
    assert [each["kind"] for each in (await office.progress(ticket))["timeline"]][:2] == ["customer_reply"] * 2
    assert len(await office.rows("SELECT 1 FROM comments")) == 2
    assert (await office.answer(ticket, "reply", text="x", id="nope")).status_code == 422
    other = await office.answer(ticket, "reply", **{**said, "text": "别的话"})
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    await agent.work(ticket.id, "claim")
    await agent.solve(ticket.id)
    assert (await office.answer(ticket, "reply", **said)).status_code == 200
    assert (await office.answer(ticket, "reply", text="另一句", id=str(uuid4()))).status_code == 409
    assert len(await office.rows("SELECT 1 FROM comments")) == 2


async def test_replies_in_measure(office: Office) -> None:
    ticket, other = await office.submit(), await office.submit()
    first = {"text": "第一句", "id": str(uuid4())}
    assert (await office.answer(ticket, "reply", **first)).status_code == 200
    office.clock.advance(minutes=4)
    answers = await asyncio.gather(*(office.answer(ticket, "reply", text=f"第 {n} 句") for n in range(20)))
    assert sorted(answer.status_code for answer in answers) == [*[200] * 9, *[429] * 11]
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert (refused.json()["code"], refused.headers["Retry-After"]) == ("too_many_replies", "360")
    assert "6 分钟" in refused.json()["detail"]
    assert len(await office.rows("SELECT 1 FROM events WHERE type = 'comment'")) == 10
    assert (await office.answer(ticket, "reply", **first)).status_code == 200
    assert (await office.answer(other, "reply", text="别的工单")).status_code == 200
    office.clock.advance(minutes=6)
    again = [(await office.answer(ticket, "reply", text="又一句")).status_code for _ in range(2)]
    assert again == [200, 429]


async def test_replies_from_before_the_clock_was_set_back_do_not_count(office: Office) -> None:
    ticket = await office.submit()
    office.clock.advance(days=365)
    for number in range(10):
        assert (await office.answer(ticket, "reply", text=f"第 {number} 句")).status_code == 200
    assert (await office.answer(ticket, "reply", text="又一句")).status_code == 429
    office.clock.advance(days=-365)
    for number in range(10):
        assert (await office.answer(ticket, "reply", text=f"现在第 {number} 句")).status_code == 200
    refused = await office.answer(ticket, "reply", text="又一句")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "600")


async def test_what_colleagues_fill_in_for_customers_is_shown_to_them(office: Office) -> None:
    text = BLUEPRINT.read_text("utf-8")
    open_solution = text.replace("en: Solution}, internal: true}", "en: Solution}, public: read}")
    assert open_solution != text
    assert (await office.blueprint(open_solution)).status_code == 200
    ticket = await office.submit()
    assert (await office.progress(ticket))["shown"] == []
    agent = await office.agent()
    await agent.work(ticket.id, "claim")
    await agent.patch(f"{TICKETS}/{ticket.id}", json={"values": {"root_cause": "机密原因"}})
    await agent.solve(ticket.id, "换了电源")
    progress = await office.progress(ticket)
    assert progress["shown"] == [{"label": "解决方案", "value": "换了电源", "files": []}]
    assert "解决方案" not in {each["label"] for each in progress["submitted"]}


async def test_only_the_last_work_before_the_customer_solved_it(office: Office) -> None:
    text = BLUEPRINT.read_text("utf-8")
    start = "start: {type: start, trigger: record_created, to: handle}"
    assign = (
        "start: {type: start, trigger: record_created, to: assign}\n"
        "      assign: {type: task, name: {zh-CN: 派单, en: Dispatch},"
        " assign: [{otherwise: true, team: tech, by: claim}], outcomes: {done: {name: 完成, to: handle}}}"
    )
    assert (await office.blueprint(text.replace(start, assign))).status_code == 200
    agent, ticket = await office.agent(), await office.submit()
    await agent.work(ticket.id, "claim")
    assert (await agent.work(ticket.id, "complete", outcome="done")).status_code == 200
    timeline = (await office.progress(ticket))["timeline"]
    assert [each["kind"] for each in timeline] == ["step", "claimed", "submitted"]
    assert timeline[0]["text"] == "「派单」已完成"
    await agent.work(ticket.id, "claim")
    await agent.solve(ticket.id)
    kinds = [each["kind"] for each in (await office.progress(ticket))["timeline"]]
    assert kinds == ["solved", "step", "claimed", "submitted"]
    await office.answer(ticket, "reject", reason="还是掉线")
    english = (await office.progress(ticket, "en"))["timeline"]
    assert [each["kind"] for each in english] == ["rejected", *kinds]
    assert english[2]["text"] == "“Dispatch” is done"


async def test_answers_in_both_languages(office: Office) -> None:
    ticket = await office.submit()
    chinese, english = await office.progress(ticket), await office.progress(ticket, "en")
    assert (chinese["form"], english["form"]) == ("服务工单", "Service ticket")
    assert (chinese["status"]["label"], english["status"]["label"]) == ("待处理", "New")
    assert [step["name"] for step in english["steps"]][1:] == ["Handle", "Customer confirms", "Archive"]
    assert {each["label"] for each in english["submitted"]} >= {"Phone", "Description"}
    assert chinese["timeline"][0]["text"] != english["timeline"][0]["text"]
    body = {"id": str(uuid4()), "values": ticket_values(), "language": "en"}
    assert (await office.browser().post(SUBMIT, json=body)).json()["thanks"].startswith("Received: GD")


async def test_a_reply_and_its_limits(office: Office) -> None:
    ticket = await office.submit()
    answer = await office.answer(ticket, "reply", text="  补充：\r\n型号 X1  ")
    assert answer.json()["timeline"][0]["text"] == "补充：\n型号 X1"
    for text in ("", "  ", "x" * 20_001, "\u0000"):
        assert (await office.answer(ticket, "reply", text=text)).status_code == 422
    assert (await office.answer(Ticket("", "", "nope"), "reply", text="x")).status_code == 404
    assert (await office.answer(ticket, "sing", text="x")).status_code in {404, 405}


async def test_qr_codes_hold_the_address(office: Office) -> None:
    customer = office.browser(base="http://192.168.1.5:8000/api/v1")
    expected = segno.make("http://192.168.1.5:8000/f/ticket?from=qr", error="m", micro=False)
    svg, png = await customer.get("public/forms/ticket/qr.svg"), await customer.get("public/forms/ticket/qr.png")
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert png.headers["content-type"] == "image/png"
    out = io.BytesIO()
    expected.save(out, kind="png", scale=16, border=4)
    assert png.content == out.getvalue()
    out = io.BytesIO()
    expected.save(out, kind="svg", scale=8, border=4, dark="#121a24", light="#ffffff")
    assert svg.content == out.getvalue()
