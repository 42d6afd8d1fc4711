"""The running example through HTTP and the test clock alone: every rule and deadline at its time, and once."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from helpwright.platform.processes import wait_until
from tests.support.product import Client, Product
from tests.support.providers import Aliyun, Wecom, standing
from tests.support.smtp import Inbox, smtp_server
from tests.support.telling import sms_settings, wecom_settings

SHANGHAI = ZoneInfo("Asia/Shanghai")
SECONDS = 20.0
RECORDS = "/forms/ticket/records"


def second_monday_of_march() -> datetime:
    """The next one at 10:00, a working day with a week of working days behind it, whatever the year."""
    today = datetime.now(SHANGHAI)
    for year in (today.year, today.year + 1):
        first = datetime(year, 3, 1, 10, tzinfo=SHANGHAI)
        monday = first + timedelta(days=-first.weekday() % 7 + 7)
        if monday > today:
            return monday
    raise AssertionError


@dataclass
class Story:
    """A served product with all ways of telling people, and who plays in it."""

    product: Product
    inbox: Inbox
    aliyun: Aliyun
    wecom: Wecom
    boss: Client
    lead: Client
    wang: Client
    li: Client
    customer: Client
    start: datetime

    def now(self) -> datetime:
        return datetime.fromisoformat(self.boss.get("/test/clock").json()["now"])

    def until(self, days: int, clock: str, seconds: int = 0) -> None:
        """Move the clock to this time of the day, so many days after the Monday."""
        hour, minute = map(int, clock.split(":"))
        wanted = (self.start + timedelta(days=days)).replace(hour=hour, minute=minute) + timedelta(seconds=seconds)
        left = (wanted - self.now()).total_seconds()
        assert left > 0
        answer = self.boss.post("/test/clock", json={"advance_seconds": left}, timeout=120)
        assert answer.status_code == 200, answer.text

    def mails(self, subject: str, to: str = "zhang@example.com") -> list[EmailMessage]:
        return [each for each in self.inbox.messages if subject in str(each["Subject"]) and to in str(each["To"])]

    def arrived(self, number: int, subject: str) -> str:
        """The text of the newest mail with this subject, when just so many of them have come."""
        assert wait_until(lambda: len(self.mails(subject)) >= number, SECONDS), [
            str(each["Subject"]) for each in self.inbox.messages
        ]
        assert len(self.mails(subject)) == number
        body = self.mails(subject)[-1].get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    def runs(self, rule: str) -> list[dict[str, Any]]:
        answer = self.boss.get(f"/rules/{rule}/runs")
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return [each for each in found if each["state"] != "skipped"]


def person(boss: Client, name: str, roles: list[str], teams: list[str], **more: Any) -> Client:
    login = f"{name}@example.com"
    body = {"name": name, "email": login, "password": "battery-staple-7", "roles": roles, "teams": teams, **more}
    answer = boss.post("/people", json=body)
    assert answer.status_code == 201, answer.text
    return Client(boss.product).sign_in(login, "battery-staple-7")


@pytest.fixture
def story(make_product: Callable[..., Product]) -> Iterator[Story]:
    with ExitStack() as stack:
        inbox, smtp_url = stack.enter_context(smtp_server())
        aliyun, wecom = stack.enter_context(standing(Aliyun())), stack.enter_context(standing(Wecom()))
        product = make_product(smtp_url=smtp_url, options=("--test-clock",))
        product.start()
        boss = stack.enter_context(Client(product)).sign_in()
        for way, settings in (("sms", sms_settings(aliyun, template="SMS_FREE")), ("wecom", wecom_settings(wecom))):
            answer = boss.put(f"/ways/{way}", json=settings)
            assert answer.status_code == 200, answer.text
        assert boss.put("/settings", json={"public_url": "http://desk.example.com"}).status_code == 200
        lead = stack.enter_context(closing(person(boss, "zhao", ["supervisor"], [])))
        reach = {"phone": "13900000001", "wecom_id": "wangfang"}
        wang = stack.enter_context(closing(person(boss, "wang", ["supervisor"], [], **reach)))
        li = stack.enter_context(closing(person(boss, "li", ["agent"], ["tech"], manager_id=lead.person_id)))
        customer = stack.enter_context(Client(product))
        story = Story(product, inbox, aliyun, wecom, boss, lead, wang, li, customer, second_monday_of_march())
        story.until(0, "10:00")
        yield story


def titles(person: Client) -> list[str]:
    """What the bell of a person says, newest first."""
    answer = person.get("/notifications")
    assert answer.status_code == 200, answer.text
    return [each["title"] for each in answer.json()["items"]]


def value_of(person: Client, ticket: dict[str, Any], field: str) -> Any:
    return person.get(f"{RECORDS}/{ticket['id']}").json()["values"][field]


def work(person: Client, ticket: dict[str, Any], verb: str, **body: Any) -> httpx.Response:
    task = person.task_of(ticket["id"])
    answer = person.post(f"/tasks/{task['id']}/{verb}", json=body)
    assert answer.status_code == 200, answer.text
    return answer


def solve(person: Client, ticket: dict[str, Any]) -> None:
    work(person, ticket, "complete", outcome="done", values={"solution": "换了固件"})


def rest_of_the_plan(boss: Client) -> list[str]:
    """What of the app is kept and does not run."""
    exported = boss.get("/apps/service_desk/blueprint").text
    plan = boss.put("/apps/service_desk/blueprint?plan=1", content=exported.encode())
    return [f"{each['part']}.{each['key']}" for each in plan.json()["changes"] if each["state"] != "runs"]


def test_the_running_example_from_the_first_ring_to_the_archive(story: Story) -> None:
    assert rest_of_the_plan(story.boss) == []
    ticket = story.customer.submit()
    all_are_told_at_once(story, ticket)
    who_leads_hears_when_nobody_answers(story, ticket)
    what_is_left_lying_goes_up(story)
    a_solution_is_refused_and_found_again(story, ticket)
    how_it_was_is_asked_once(story, ticket)
    silence_is_consent(story, ticket)
    nothing_happened_twice(story, ticket)


def alarm(ticket: dict[str, Any]) -> str:
    return f"非常紧急：{ticket['number']} 张伟"


def overdue(ticket: dict[str, Any]) -> str:
    return f"{ticket['number']} 设备掉线 已超过处理时限"


def all_are_told_at_once(story: Story, ticket: dict[str, Any]) -> None:
    """Monday 10:00: the customer is told when it will be done, the supervisors by every way."""
    text = story.arrived(1, "已受理")
    wednesday = (story.start + timedelta(days=2)).strftime("%Y-%m-%d")
    assert ticket["number"] in text
    assert f"{wednesday} 11:00" in text, "16 working hours with a lunch break of an hour and a half"
    assert wait_until(lambda: len(story.aliyun.taken) >= 1 and len(story.wecom.taken) >= 1, SECONDS)
    sent = [(each["PhoneNumbers"], each["params"]["text"]) for each in story.aliyun.taken]
    assert sent == [("13900000001", alarm(ticket))]
    assert [each["touser"] for each in story.wecom.taken] == ["wangfang"]
    assert titles(story.wang) == [alarm(ticket)]


def who_leads_hears_when_nobody_answers(story: Story, ticket: dict[str, Any]) -> None:
    """A moment after lunch two working hours have passed. Nobody hears before, all who lead hear then, and once."""
    story.until(0, "13:29")
    assert titles(story.wang) == [alarm(ticket)]
    story.until(0, "13:31")
    assert titles(story.wang) == [overdue(ticket), alarm(ticket)]


def what_is_left_lying_goes_up(story: Story) -> None:
    """14:00: an ordinary ticket is claimed and left; a day later it goes to the agent's manager, once."""
    quiet = story.customer.submit(urgency="normal", customer_email=None, customer_phone="13800138009")
    story.until(0, "14:00")
    work(story.li, quiet, "claim")
    assert value_of(story.li, quiet, "status") == "processing"
    story.until(1, "13:59")
    assert story.runs("dwell") == []
    story.until(1, "14:01")
    assert [each["state"] for each in story.runs("dwell")] == ["done"]
    assert value_of(story.lead, quiet, "urgency") == "urgent"
    assert value_of(story.lead, quiet, "assignee") == story.lead.person_id
    assert story.lead.task_of(quiet["id"])["claimed_by"] == story.lead.person_id
    assert [each for each in titles(story.wang) if quiet["number"] in each and "升级" in each]


def a_solution_is_refused_and_found_again(story: Story, ticket: dict[str, Any]) -> None:
    """Tuesday 14:30: the customer says no within the hour, so nobody asks how it was."""
    story.until(1, "14:30")
    work(story.li, ticket, "claim")
    solve(story.li, ticket)
    progress = f"/public/progress/{ticket['token']}"
    assert story.customer.get(progress).json()["state"] == "confirm"
    story.until(1, "15:00")
    rejected = story.customer.post(f"{progress}/reject", json={"reason": "还是掉线"})
    assert rejected.status_code == 200, rejected.text
    assert story.li.task_of(ticket["id"])["claimed_by"] == story.li.person_id
    story.until(1, "15:45")
    assert story.mails("满意") == []


def how_it_was_is_asked_once(story: Story, ticket: dict[str, Any]) -> None:
    """16:00: solved again. An hour later the survey; the first answer counts."""
    story.until(1, "16:00")
    solve(story.li, ticket)
    story.until(1, "16:59")
    assert story.mails("满意") == []
    story.until(1, "17:01")
    lines = story.arrived(1, "满意").split("\n")
    token = next(line for line in lines if "/s/" in line).rsplit("/", 1)[1].strip()
    for score in (5, 1):
        answer = story.customer.post(f"/public/surveys/{token}", json={"score": score})
        assert answer.json()["answer"]["score"] == 5, answer.text


def silence_is_consent(story: Story, ticket: dict[str, Any]) -> None:
    """The third and the sixth day a reminder; after a week it counts as confirmed and is archived."""
    story.until(4, "16:01")
    story.arrived(1, "确认")
    story.until(7, "16:01")
    story.arrived(2, "确认")
    story.until(8, "15:59")
    assert value_of(story.li, ticket, "status") == "solved"
    story.until(8, "16:01")
    assert value_of(story.li, ticket, "status") == "closed"
    assert story.customer.get(f"/public/progress/{ticket['token']}").json()["state"] == "closed"


def nothing_happened_twice(story: Story, ticket: dict[str, Any]) -> None:
    """A month later."""
    story.until(38, "10:00")
    assert [len(story.mails(subject)) for subject in ("已受理", "满意", "确认")] == [1, 1, 2]
    assert (len(story.aliyun.taken), len(story.wecom.taken)) == (1, 1)
    assert titles(story.wang).count(alarm(ticket)) == titles(story.wang).count(overdue(ticket)) == 1
    states = {rule: [each["state"] for each in story.runs(rule)] for rule in ("critical", "confirmation", "dwell")}
    assert states == {"critical": ["done"], "confirmation": ["done", "done"], "dwell": ["done"]}
    asked = {"from": "cases", "measures": [{"agg": "count"}, {"agg": "sum", "field": "rework"}]}
    assert story.boss.post("/query", json=asked).json()["rows"] == [[2, 1]]
    csat = story.boss.post("/query", json={"from": "surveys", "measures": [{"measure": "csat"}]})
    assert csat.json()["rows"] == [[1.0]]
    board = story.boss.get("/dashboards/cockpit").json()["widgets"]
    assert {each["state"] for each in board.values()} == {"ready"}
    assert board["solved_by"]["rows"][0][1] == 1
