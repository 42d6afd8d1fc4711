"""Random people do random things in random flows, and the promises of the kernel hold."""

from collections import Counter
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from helpwright.flows.compile import check_flow
from helpwright.flows.describe import describe
from helpwright.flows.document import FlowDocument
from helpwright.flows.effects import CancelTimers, CloseTask, Completed, Effect, OpenTask, ScheduleTimer
from helpwright.flows.errors import FlowRefusal
from helpwright.flows.model import Event
from helpwright.flows.proof import can_complete
from helpwright.flows.send_back import earlier
from tests.flows.player import ANNA, BEN, CARL, CUSTOMER, SYSTEM, Player, compiled, person_id, size
from tests.flows.random_flows import flow_documents
from tests.support.laws import law

ACTORS = st.sampled_from((ANNA, BEN, CARL, CUSTOMER, SYSTEM))
OUTCOMES = st.sampled_from(("o0", "o0", "o1", "o2", "stop", "o9", None))
COMMENTS = st.sampled_from(("because", "because", "", None))
LEVELS = ("due", "warn", "wait", "field", "auto", "remind_9", None)
NOTES = st.sampled_from(("done so", "done so", "", None))


class FlowMachine(RuleBasedStateMachine):
    """One instance; every event may be refused, none may break it."""

    @initialize(document=flow_documents(), kind=st.sampled_from(("red", "blue", None)))
    def begin(self, document: dict[str, Any], kind: str | None) -> None:
        self.player = Player(compiled(document), kind=kind)
        self.timers: dict[str, list[ScheduleTimer]] = {}
        self.nodes: dict[str, str] = {}
        self.follow(self.player.start())

    def play(self, *how: Any, **data: Any) -> None:
        try:
            effects = self.player.play(*how, **data)
        except FlowRefusal:
            return
        self.follow(effects)

    def follow(self, effects: tuple[Effect, ...]) -> None:
        """Keep the timers as the shell would, and see that effects and state tell the same."""
        state = self.player.state
        for effect in effects:
            match effect:
                case ScheduleTimer(activity=key):
                    self.timers.setdefault(key, []).append(effect)
                case CancelTimers(activity=key):
                    assert self.timers.pop(key)
                case CloseTask(activity=key):
                    assert key not in state.activities
                case OpenTask(activity=key, node=node, claimed_by=person):
                    self.nodes[key] = node
                    assert key not in state.activities or state.activities[key].claimed_by == person
                case Completed():
                    assert effect is effects[-1]
                    assert state.status == "completed"

    def some_activity(self, data: st.DataObject) -> str:
        """Mostly an open one, sometimes one of the past or the future."""
        stale = [f"a{number}" for number in range(1, self.player.state.ids + 2)]
        return data.draw(st.sampled_from([*list(self.player.state.activities) * 9, *stale[-3:]]), label="activity")

    @rule(data=st.data(), actor=ACTORS)
    def claim(self, data: st.DataObject, actor: Any) -> None:
        self.play("claim", actor, self.some_activity(data))

    @rule(data=st.data(), actor=ACTORS, override=st.booleans())
    def release(self, data: st.DataObject, actor: Any, *, override: bool) -> None:
        self.play("release", actor, self.some_activity(data), override=override)

    @rule(data=st.data(), actor=ACTORS, outcome=OUTCOMES, comment=COMMENTS, note=NOTES)
    def complete(self, data: st.DataObject, actor: Any, outcome: str | None, comment: str | None, note: Any) -> None:
        self.play("complete", actor, self.some_activity(data), outcome, comment=comment, values={"note": note})

    @rule(data=st.data(), outcome=st.sampled_from(("o0", "o0", "o1", "o2")))
    def complete_well(self, data: st.DataObject, outcome: str) -> None:
        key = self.some_activity(data)
        activity = self.player.state.activities.get(key)
        owner = activity.claimed_by if activity is not None else None
        actor = next((each for each in (ANNA, BEN, CARL) if person_id(each) == owner), ANNA)
        self.play("complete", actor, key, outcome, comment="because", values={"note": "done so"})

    @rule(data=st.data(), actor=ACTORS, to=st.sampled_from((ANNA, BEN)), override=st.booleans())
    def transfer(self, data: st.DataObject, actor: Any, to: Any, *, override: bool) -> None:
        self.play("transfer", actor, self.some_activity(data), to=person_id(to), reason="holiday", override=override)

    @rule(data=st.data(), actor=ACTORS, mode=st.sampled_from(("forward", "back")), comment=COMMENTS)
    def send_back(self, data: st.DataObject, actor: Any, mode: str, comment: str | None) -> None:
        key = self.some_activity(data)
        to = data.draw(st.sampled_from([*self.player.definition.nodes, "n9"]), label="to")
        person = data.draw(st.sampled_from((None, person_id(ANNA), person_id(BEN))), label="person")
        self.play("return", actor, key, to=to, mode=mode, comment=comment, resolved={"person": person})

    @rule(data=st.data(), mode=st.sampled_from(("forward", "back")))
    def send_back_well(self, data: st.DataObject, mode: str) -> None:
        key = self.some_activity(data)
        activity = self.player.state.activities.get(key)
        targets = earlier(self.player.definition, activity.node) if activity is not None else ()
        if activity is not None and targets:
            owner = next((each for each in (ANNA, BEN, CARL) if person_id(each) == activity.claimed_by), ANNA)
            to = data.draw(st.sampled_from(targets), label="to")
            self.play("return", owner, key, to=to, mode=mode, comment="because", resolved={"person": person_id(BEN)})

    @rule(data=st.data(), actor=ACTORS, honest=st.booleans())
    def withdraw(self, data: st.DataObject, actor: Any, *, honest: bool) -> None:
        key = self.some_activity(data)
        activity = self.player.state.activities.get(key)
        if activity is None:
            self.play("withdraw", actor, key, resolved={"by": None, "node": None})
            return
        opened = Event.from_json(orjson.loads(self.player.journal[activity.opened_seq - 1][0]))
        node = self.nodes.get(opened.activity or "")
        by_task = node is not None and self.player.definition.nodes[node].type == "task" and opened.kind == "complete"
        by = str(opened.actor.id) if (by_task or opened.kind == "start") and opened.actor.id else None
        who = opened.actor if honest and opened.actor.kind == "person" else actor
        self.play("withdraw", who, key, resolved={"by": by, "node": node if by_task else None})

    @rule(name=st.sampled_from(("go", "stop", "never")))
    def signal(self, name: str) -> None:
        self.play("signal", SYSTEM, name=name)

    @rule(data=st.data(), ok=st.booleans())
    def answer(self, data: st.DataObject, *, ok: bool) -> None:
        self.play("answer", SYSTEM, self.some_activity(data), ok=ok)

    @rule(data=st.data(), decision=st.sampled_from(("retry", "retry", "skip", "cancel")))
    def decide(self, data: st.DataObject, decision: str) -> None:
        self.play("incident", ANNA, self.some_activity(data), decision=decision)

    @rule(data=st.data(), actor=ACTORS)
    def urge(self, data: st.DataObject, actor: Any) -> None:
        self.play("urge", actor, self.some_activity(data))

    @precondition(lambda self: any(self.timers.values()))
    @rule(data=st.data())
    def time_passes(self, data: st.DataObject) -> None:
        timer = data.draw(st.sampled_from([each for some in self.timers.values() for each in some]), label="timer")
        come = data.draw(st.booleans(), label="come")
        resolved = {"due": self.player.now.isoformat() if come else None}
        self.play("timer", SYSTEM, timer.activity, level=timer.level, gen=timer.gen, resolved=resolved)

    @rule(
        data=st.data(),
        level=st.sampled_from(("due", "warn", "wait", "field", "auto", "remind_9", None)),
        gen=st.integers(0, 9),
    )
    def a_wrong_timer_comes(self, data: st.DataObject, level: str | None, gen: int) -> None:
        self.play("timer", SYSTEM, self.some_activity(data), level=level, gen=gen)

    @rule(kind=st.sampled_from(("suspend", "resume", "resume", "resume", "start")))
    def administer(self, kind: Any) -> None:
        self.play(kind, SYSTEM)

    @precondition(lambda self: self.player.state.seq > 20)
    @rule()
    def cancel(self) -> None:
        self.play("cancel", ANNA, reason="enough")

    @invariant()
    def every_token_has_its_one_open_activity(self) -> None:
        state = self.player.state
        assert all(count > 0 for count in state.marking.values())
        held = Counter(edge for each in state.activities.values() for edge in each.held)
        if state.status == "suspended":
            assert held <= Counter(dict(state.marking))
        else:
            assert held == Counter(dict(state.marking))
        for activity in state.activities.values():
            node = self.player.definition.nodes[activity.node]
            assert set(activity.held) <= set(node.ins)
            assert (activity.state == "claimed") == (activity.claimed_by is not None)

    @invariant()
    def what_is_over_is_empty(self) -> None:
        state = self.player.state
        over = state.status in {"completed", "cancelled"}
        assert over == (not state.marking)
        assert over <= (not state.activities)
        assert size(state) < 1200

    @invariant()
    def it_is_never_stuck(self) -> None:
        assert can_complete(self.player.definition, self.player.state.marking)

    @invariant()
    def a_description_names_where_it_stands(self) -> None:
        state = self.player.state
        steps = describe(self.player.definition, state)
        assert (steps[0].type, steps[-1].type) == ("start", "end")
        assert len({each.node for each in steps}) == len(steps)
        current = {key for each in steps if each.state == "current" for key in each.activities}
        assert current == set(state.activities)

    def teardown(self) -> None:
        if hasattr(self, "player"):
            assert self.player.replay() == self.player.state


FlowMachine.TestCase.settings = law(150, stateful_step_count=60)
TestFlowMachine = FlowMachine.TestCase


@law(100)
@given(flow_documents())
def test_random_documents_are_sound_and_are_written_back(document: dict[str, Any]) -> None:
    read = FlowDocument.model_validate(document)
    assert check_flow(read) == ()
    assert read.export() == document
