"""A sample of journals is played again once a day, however often and in however many processes it is asked for."""

from datetime import datetime
from zoneinfo import ZoneInfo

from helpwright.entry.commands.background import chores
from helpwright.flows.recheck import recheck_daily
from tests.support.office import Office

SHANGHAI = ZoneInfo("Asia/Shanghai")


async def test_a_second_start_on_the_same_day_looks_at_nothing(office: Office) -> None:
    await office.submit()
    found = []
    for text in ("23T09:00", "23T09:01", "23T23:59", "24T00:01", "24T12:00", "22T12:00", "22T12:30"):
        office.clock.present = datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=SHANGHAI)
        found.append(await recheck_daily(office.product.flows))
    assert found == [0, None, None, 0, None, 0, None]


async def test_the_chore_is_that_look(office: Office) -> None:
    (journals,) = [each for each in chores(office.product) if each.name == "journals"]
    assert journals.seconds <= 3600
    assert [await journals.run() for _ in range(2)] == [0, None]
