"""A flow asks again for actions that could not all be done: they go on where they stopped. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from helpwright.platform.database import Row, Statement
from helpwright.rules import store

_FIRST = 1
_UNDER_WAY = frozenset({"ready", "waiting", "retrying"})


def asked_again(run: Row, event: int, steps: Sequence[Mapping[str, Any]]) -> Sequence[Statement] | None:
    """What becomes of the last run of these actions; None when others stand there by now, which begin anew.

    A newer version of the flow may have other steps from the one on that could not be done. A run that is under way
    stays as it is. One that is about to tell its flow is not: a flow asks again when it knows, so that only whoever
    told it was killed before noting that. `run` is a row of `store.of_activities`, `event` the one that asks; read
    twice it asks once.
    """
    if run["state"] in _UNDER_WAY or event <= asked_by(run):
        return ()
    if list(steps[: run["step"]]) != list(run["steps"][: run["step"]]):
        return None
    return (goes_on(run, steps, event),)


def goes_on(run: Row, steps: Sequence[Mapping[str, Any]], event: int) -> Statement:
    """A new round of a run that is over: what is left of these steps, then its flow is told; asked for by `event`."""
    answer = {**run["answer"], "round": round_of(run["answer"]) + 1, "asked": event}
    if run["step"] < len(steps):
        return store.go_on(run["id"], "ready", steps, answer)
    return store.go_on(run["id"], "answering", steps, {**answer, "ok": True, "state": "done"})


def asked_by(run: Row) -> int:
    """The newest event that has asked for these actions and was heard."""
    return int(max(run["event_id"], run["answer"].get("asked", 0)))


def round_of(answer: Mapping[str, Any]) -> int:
    """How often these actions were asked for; a flow is told once a round."""
    return int(answer.get("round", _FIRST))


def key_of(run: Row) -> str:
    """Names what the flow is told, so that telling it twice is harmless."""
    answer = round_of(run["answer"])
    return f"actions:{run['id']}" if answer == _FIRST else f"actions:{run['id']}:{answer}"
