"""A flow asks again for actions that could not all be done: they go on where they stopped. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from helpwright.platform.database import Row, Statement
from helpwright.rules import store

_FIRST = 1
_UNDER_WAY = frozenset({"ready", "waiting", "retrying", "answering"})


def asked_again(run: Row, event: int, steps: Sequence[Mapping[str, Any]]) -> Sequence[Statement] | None:
    """What becomes of the last run of these actions; None when others stand there by now, which begin anew.

    A newer version of the flow may have other steps from the one on that could not be done. A run that is under way
    stays as it is. `run` is a row of `store.of_activities`, `event` the one that asks; read twice it asks once.
    """
    done = run["step"]
    if run["state"] in _UNDER_WAY or event <= max(run["event_id"], run["answer"].get("asked", 0)):
        return ()
    if list(steps[:done]) != list(run["steps"][:done]):
        return None
    answer = {**run["answer"], "round": round_of(run["answer"]) + 1, "asked": event}
    if done < len(steps):
        return (store.go_on(run["id"], "ready", steps, answer),)
    return (store.go_on(run["id"], "answering", steps, {**answer, "ok": True, "state": "done"}),)


def round_of(answer: Mapping[str, Any]) -> int:
    """How often these actions were asked for; a flow is told once a round."""
    return int(answer.get("round", _FIRST))


def key_of(run: Row) -> str:
    """Names what the flow is told, so that telling it twice is harmless."""
    answer = round_of(run["answer"])
    return f"actions:{run['id']}" if answer == _FIRST else f"actions:{run['id']}:{answer}"
