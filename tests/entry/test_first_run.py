"""Six answers make a desk: every combination can be published, and what is promised in the preview is there."""

import json
from itertools import product as every
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpwright.definitions.blueprint import plan_blueprint
from helpwright.definitions.check import examine
from helpwright.definitions.model import DefinitionSet
from helpwright.definitions.wanted import Wanted
from helpwright.definitions.yaml import read_yaml
from helpwright.entry.first_run.answers import Answers, Channel, Days, Hours, Levels, Trade
from helpwright.entry.first_run.desk import blueprint, preview, words
from helpwright.entry.kinds import kinds
from helpwright.entry.shipped import read_blueprint
from tests.support.office import Office

KINDS = kinds()
EMPTY = DefinitionSet(epoch=1, apps={}, parts=())
MEMBERS: st.SearchStrategy[list[dict[str, str]]] = st.lists(
    st.builds(dict, name=st.text("张李王赵abc", min_size=1, max_size=6)), max_size=2
)
ANSWERS = st.fixed_dictionaries(
    {
        "trade": st.sampled_from(get_args(Trade)),
        "channels": st.lists(st.sampled_from(get_args(Channel)), min_size=1, unique=True),
        "hours": st.fixed_dictionaries(
            {
                "days": st.sampled_from(get_args(Days)),
                "start": st.sampled_from(["00:00", "08:30", "12:30"]),
                "end": st.sampled_from(["13:00", "18:00", "23:59"]),
                "lunch": st.booleans(),
                "holidays": st.booleans(),
                "always": st.booleans(),
            }
        ),
        "levels": st.sampled_from(get_args(Levels)),
        "field_service": st.booleans(),
        "teams": st.fixed_dictionaries(
            {
                "service": MEMBERS,
                "tech": st.booleans(),
                "supervisor": MEMBERS,
                "partners": st.booleans(),
                "more": st.lists(
                    st.fixed_dictionaries(
                        {
                            "name": st.text("仓库财务组: {}#'\"", min_size=1, max_size=8).filter(str.strip),
                            "handles": st.sampled_from([None, "complaint", "fault", "usage", "nothing"]),
                        }
                    ),
                    max_size=3,
                ),
            }
        ),
    }
)


def problems(answers: Answers) -> list[Any]:
    made = blueprint(answers)
    sections = {kind.name: made[kind.section] for kind in KINDS if kind.section in made}
    return list(examine(Wanted(made["app"]["key"], sections, name=made["app"]["name"]), KINDS, EMPTY).problems)


@given(ANSWERS)
@settings(max_examples=40, deadline=None)
def test_any_answers_make_a_blueprint_without_problems(raw: dict[str, Any]) -> None:
    answers = Answers.model_validate(raw)
    assert problems(answers) == []
    told = preview(answers, "zh-CN")
    assert told["routes"][-1]["problem"] is None
    assert told["steps"][-1]["type"] == "end"


@pytest.mark.parametrize("trade", get_args(Trade))
def test_every_choice_of_a_trade_is_fine_beside_every_other(trade: Trade) -> None:
    switches = every(get_args(Levels), [True, False], [True, False], [True, False])
    for place, (levels, field_service, tech, partners) in enumerate(switches):
        raw = {
            "trade": trade,
            "levels": levels,
            "field_service": field_service,
            "channels": ["phone"] if place % 2 else ["link", "mail"],
            "teams": {"tech": tech, "partners": partners},
        }
        assert problems(Answers.model_validate(raw)) == [], raw


def test_it_imports_as_text() -> None:
    made = blueprint(Answers(levels="three", field_service=True))
    assert plan_blueprint(json.dumps(made, ensure_ascii=False), KINDS, EMPTY).problems == ()


def test_what_is_recommended_is_the_shipped_desk() -> None:
    assert blueprint(Answers()) == read_yaml(read_blueprint("service_desk")).value


def test_work_hours_leave_out_lunch_only_where_it_lies_within() -> None:
    night = blueprint(Answers(hours=Hours(start="14:00", end="22:00")))
    assert night["calendars"]["office"]["week"] == {"mon-fri": ["14:00-22:00"]}
    always = blueprint(Answers(hours=Hours(always=True)))
    assert always["calendars"]["office"]["week"] == {"mon-sun": ["00:00-24:00"]}


def test_every_text_is_there_in_both_languages() -> None:
    def texts(value: Any) -> list[dict[str, str]]:
        if isinstance(value, dict):
            return [value] if "zh-CN" in value else [each for one in value.values() for each in texts(one)]
        return []

    assert all(set(each) == {"zh-CN", "en"} and all(each.values()) for each in texts(words()))


async def test_a_desk_is_founded_with_people_and_samples(office: Office) -> None:
    boss = await office.person("老板", admin=True)
    answers = {
        "trade": "equipment",
        "channels": ["qr", "phone"],
        "levels": "vip",
        "field_service": True,
        "teams": {
            "service": [{"name": "小李", "login": "13900001111"}],
            "supervisor": [{"name": "周姐"}],
            "more": [{"name": "配件组", "handles": "parts", "members": [{"name": "老库"}]}],
        },
    }
    told = await boss.post("first-run/preview", json=answers)
    assert told.status_code == 200, told.text
    assert [each["to"] for each in told.json()["routes"]] == ["配件组", "技术支持组", "主管", "客服部"]

    answer = await boss.post("first-run", json={"answers": answers, "samples": False})
    assert answer.status_code == 201, answer.text
    app = answer.json()["app"]
    assert (app, answer.json()["left_out"]) == ("service_desk_2", [])
    people = {each["name"]: each for each in (await boss.get("people")).json()["items"]}
    assert people["老库"]["teams"] == [f"{app}.team_1"]
    assert people["周姐"]["roles"] == [f"{app}.supervisor"]
    assert (await boss.get(f"forms/{app}.ticket/records")).status_code == 200, "the founder joins all of it"
    public = (await boss.get("public/forms/ticket-2")).json()
    assert [each["key"] for each in public["fields"]][:2] == ["customer_phone", "customer_name"]

    made = await boss.post(f"apps/{app}/samples", json={"count": 14, "days": 10, "trade": "equipment"})
    assert made.status_code == 202
    await office.app.state.worlds.finish(app)
    assert (await boss.get(f"apps/{app}/samples")).json()["state"] == "ready"


async def test_only_builders_found_desks(office: Office) -> None:
    agent = await office.agent()
    assert (await agent.post("first-run", json={})).status_code == 403
    boss = await office.person("老板", admin=True)
    refused = await boss.post("first-run/preview", json={"channels": []})
    assert refused.status_code == 422
