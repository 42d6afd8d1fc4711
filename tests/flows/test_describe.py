from typing import Any

from helpwright.flows.describe import describe, finishes
from helpwright.flows.model import State
from tests.flows.player import ANNA, Player, compiled


def _task(**outcomes: str) -> dict[str, Any]:
    return {
        "type": "task",
        "name": "work",
        "assign": [{"otherwise": True, "team": "service"}],
        "outcomes": {key: {"name": key, "to": to} for key, to in outcomes.items()},
    }


def _steps(player: Player) -> list[str]:
    return [f"{each.node} {each.state}" for each in describe(player.definition, player.state)]


def _player() -> Player:
    nodes = {
        "begin": {"type": "start", "trigger": "record_created", "to": "look"},
        "look": _task(fits="solve", foreign="ask", nonsense="bin"),
        "ask": _task(answered="solve"),
        "solve": _task(done="over"),
        "over": {"type": "end"},
        "bin": {"type": "end"},
    }
    return Player(compiled({"name": "f", "form": "ticket", "nodes": nodes}))


def test_before_the_start_everything_is_next() -> None:
    player = _player()
    assert player.state == State()
    assert _steps(player) == ["begin next", "look next", "solve next", "over next"]


def test_the_way_bends_through_a_node_beside_the_main_path() -> None:
    player = _player()
    player.start()
    assert _steps(player) == ["begin done", "look current", "solve next", "over next"]
    player.play("complete", ANNA, "a1", "foreign")
    assert _steps(player) == ["begin done", "look done", "ask current", "solve next", "over next"]
    player.play("complete", ANNA, "a2", "answered")
    assert _steps(player) == ["begin done", "look done", "solve current", "over next"]
    player.play("complete", ANNA, "a3", "done")
    assert _steps(player) == ["begin done", "look done", "solve done", "over done"]


def _circle(*, branch: bool) -> Player:
    """Who repairs waits for parts and then repairs again."""
    nodes: dict[str, Any] = {
        "begin": {"type": "start", "trigger": "record_created", "to": "repair"},
        "repair": _task(done="over", missing="parts"),
        "parts": _task(arrived="repair"),
        "over": {"type": "end"},
    }
    if branch:
        nodes["repair"] = _task(done="over", missing="which")
        lines = [{"when": {"field": "urgency", "op": "eq", "value": "urgent"}, "to": "over"}]
        nodes["which"] = {"type": "branch", "lines": [*lines, {"otherwise": True, "to": "parts"}]}
    return Player(compiled({"name": "f", "form": "ticket", "nodes": nodes}), urgency="normal")


def test_where_a_circle_leads_back_the_earlier_step_is_next() -> None:
    player = _circle(branch=False)
    player.start()
    player.play("complete", ANNA, "a1", "missing")
    assert _steps(player) == ["begin done", "parts current", "repair next", "over next"]
    player.play("complete", ANNA, "a2", "arrived")
    assert _steps(player) == ["begin done", "repair current", "over next"]


def test_so_it_is_where_ways_part() -> None:
    player = _circle(branch=True)
    player.start()
    player.play("complete", ANNA, "a1", "missing")
    steps = [f"{each.node} {each.state}" for each in describe(player.definition, player.state, ["repair"])]
    assert steps == ["begin done", "which done", "parts current", "repair next", "over next"]


def test_a_cancelled_instance_stands_nowhere() -> None:
    player = _player()
    player.start()
    player.play("complete", ANNA, "a1", "fits")
    player.play("cancel", ANNA)
    assert _steps(player) == ["begin done", "look next", "solve next", "over next"]


def test_a_suspended_instance_stands_where_it_stood() -> None:
    player = _player()
    player.start()
    player.play("suspend", ANNA)
    assert _steps(player) == ["begin done", "look current", "solve next", "over next"]


def test_work_finishes_what_no_colleague_works_on_afterwards() -> None:
    fork = {
        "type": "branch",
        "lines": [{"when": {"field": "skip", "op": "filled"}, "to": "over"}, {"otherwise": True, "to": "check"}],
    }
    nodes = {
        "begin": {"type": "start", "trigger": "record_created", "to": "look"},
        "look": _task(own="asks", foreign="fork", again="look", nonsense="over"),
        "fork": fork,
        "check": _task(fine="asks", wrong="look"),
        "asks": {"type": "confirm", "name": "asks", "outcomes": {"yes": {"name": "yes", "to": "over"}}},
        "over": {"type": "end"},
    }
    definition = compiled({"name": "f", "form": "ticket", "nodes": nodes})
    last = {key for key in nodes["look"]["outcomes"] if finishes(definition, "look", key)}
    assert last == {"own", "nonsense"}
    assert finishes(definition, "check", "fine")
    assert not finishes(definition, "check", "wrong")
    assert finishes(definition, "gone", "done")
