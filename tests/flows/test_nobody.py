"""Work that is offered to people of whom nobody is there: what the node says happens then."""

from typing import Any

import pytest

from helpwright.flows.effects import AssignTask, CloseTask, Incident, OfferTask
from helpwright.flows.errors import FlowInvalid
from tests.definitions.conftest import Builder
from tests.flows.player import ANNA, SYSTEM, Player, compiled, person_id
from tests.support.office import Office


def started(document: dict[str, Any], nobody: dict[str, Any]) -> Player:
    document["nodes"]["handle"]["nobody"] = nobody
    player = Player(compiled(document), problem_type="support")
    player.start()
    return player


def looked(player: Player, **resolved: Any) -> tuple[Any, ...]:
    gen = player.state.activities["a1"].opened_seq
    told = {"people": 0, "fallback": 0, "administrator": None, **resolved}
    return player.play("timer", SYSTEM, "a1", level="vacant", gen=gen, resolved=told)


def test_nothing_happens_where_somebody_is_there_or_has_it(document: dict[str, Any]) -> None:
    player = started(document, {"administrator": True})
    assert looked(player, people=2, administrator=person_id(ANNA)) == ()
    player.play("claim", ANNA, "a1")
    assert looked(player, administrator=person_id(ANNA)) == ()
    player.replay()


def test_it_goes_to_an_administrator_or_to_those_who_are_named(document: dict[str, Any]) -> None:
    player = started(document, {"administrator": True})
    (given, _) = looked(player, administrator=person_id(ANNA))
    assert isinstance(given, AssignTask)
    assert player.state.activities["a1"].claimed_by == person_id(ANNA)
    player = started(document, {"role": "supervisor"})
    (offered,) = looked(player, fallback=1)
    assert isinstance(offered, OfferTask)
    assert offered.assign.role == "supervisor"
    player.replay()


def test_it_is_skipped_with_an_outcome(document: dict[str, Any]) -> None:
    player = started(document, {"skip": "done"})
    assert [each.outcome for each in looked(player) if isinstance(each, CloseTask)] == ["done"]
    assert [each.node for each in player.state.activities.values()] == ["confirm"]


def failed(player: Player) -> bool:
    return player.state.activities["a1"].failed


@pytest.mark.parametrize("nobody", [{"incident": True}, {"role": "supervisor"}, {"administrator": True}])
def test_what_nobody_at_all_can_take_waits_for_a_decision(document: dict[str, Any], nobody: dict[str, Any]) -> None:
    player = started(document, nobody)
    assert looked(player) == (Incident("nobody_can_take", {"activity": "a1", "node": "handle"}),)
    assert failed(player)
    player.play("incident", ANNA, "a1", decision="retry")
    assert not failed(player)
    looked(player)
    player.play("claim", ANNA, "a1")
    assert not failed(player)
    player.replay()


def test_a_person_decides_to_skip_or_to_end_it(document: dict[str, Any]) -> None:
    for decision, status in (("skip", "running"), ("cancel", "cancelled")):
        player = started(document, {"incident": True})
        looked(player)
        player.play("incident", ANNA, "a1", decision=decision)
        assert (player.state.status, "a1" in player.state.activities) == (status, False)


def test_what_is_said_must_be_there(document: dict[str, Any]) -> None:
    with pytest.raises(FlowInvalid) as refused:
        started(document, {"skip": "nothing"})
    assert [(each.path, each.code) for each in refused.value.problems] == [
        (("nodes", "handle", "nobody", "skip"), "outcome_unknown")
    ]


async def test_the_shell_looks_who_is_there(office: Office) -> None:
    boss = await office.person("Boss", admin=True, language="en")
    builder = Builder(boss)
    change = {"do": "change", "element": "node", "at": ["handle"], "values": {"nobody": {"administrator": True}}}
    await builder.edited("flow", "ticket_flow", change)
    await builder.published()
    lonely = await office.submit()
    await office.sweep()
    (task,) = await office.rows("SELECT state, claimed_by::text AS who, why FROM tasks")
    assert (task["state"], task["who"], task["why"]["code"]) == ("claimed", boss.id, "nobody_else")
    agent = await office.agent()
    second = await office.submit()
    await office.sweep()
    assert (await agent.task_of(second.id))["state"] == "offered"
    assert lonely.id != second.id
    assert await office.check_journals() == 2
