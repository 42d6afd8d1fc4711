"""问候: an internal note with a greeting."""

from collections.abc import Iterable
from typing import Literal

from helpwright.definitions.kind import DocumentProblem
from helpwright.records.comments import Words, comment_id_of, comment_statements
from helpwright.rules.kind import Action, Result, Scene, Step, Surroundings


class Greet(Step):
    """`{action: greet, whom: 张三}`."""

    action: Literal["greet"]
    whom: str


def _check(_step: Greet, _surroundings: Surroundings) -> Iterable[DocumentProblem]:
    return ()


async def _run(step: Greet, scene: Scene) -> Result:
    comment_id = comment_id_of(scene.record_id, scene.actor, scene.key)
    words = Words(scene.actor, scene.now, f"你好，{step.whom}", "internal", scene.cause, scene.rule)
    scene.later(comment_statements(scene.form, scene.record_id, comment_id, words))
    return Result("done", data={"comment": str(comment_id)})


action = Action(settings=Greet, check=_check, run=_run, needs=frozenset({"read"}))
