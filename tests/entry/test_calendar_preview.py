"""A calendar is shown while it is written: its days, and when working hours are over."""

from tests.support.office import Office

WEEK = {"mon-fri": ["09:00-12:00", "13:30-18:00"]}


async def test_a_year_of_a_draft_with_holidays_and_adjusted_days(office: Office) -> None:
    builder = await office.person("Builder", admin=True)
    document = {
        "zone": "Asia/Shanghai",
        "holidays": "CN",
        "week": WEEK,
        "overrides": {"2026-11-27": "closed", "2026-11-28": ["10:00-12:00"]},
    }
    answer = await builder.post("calendars/preview", json={"document": document, "year": 2026, "hours": 9})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    days = {each["date"]: (each["minutes"], each["why"]) for each in found["days"]}
    assert len(days) == 365
    assert days["2026-11-23"] == (450, "week")
    assert days["2026-11-29"] == (0, "week")
    assert days["2026-10-01"] == (0, "holiday")
    assert days["2026-11-27"] == (0, "special")
    assert days["2026-11-28"] == (120, "special")
    assert "adjusted" in {why for _, why in days.values()}
    # It is Monday, 10:00: 6.5 hours are left today, 2.5 follow tomorrow.
    assert found["open_now"] is True
    assert found["due"] == "2026-11-24T03:30:00.000Z"
    assert found["published_through"] >= 2026


async def test_what_is_wrong_is_said_at_its_place(office: Office) -> None:
    builder = await office.person("Builder", admin=True)
    wrong = {"zone": "Asia/Shanghai", "week": {"mon": ["09:00-12:00", "11:00-14:00"]}}
    answer = await builder.post("calendars/preview", json={"document": wrong, "year": 2026})
    assert answer.status_code == 422
    assert [each["code"] for each in answer.json()["errors"]] == ["hours_overlap"]
    agent = await office.person("Agent")
    refused = await agent.post("calendars/preview", json={"document": {}, "year": 2026})
    assert refused.status_code == 403
