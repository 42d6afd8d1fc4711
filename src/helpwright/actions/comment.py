"""备注或回复: write a comment on the record."""

from collections.abc import Iterable
from typing import Literal

from helpwright.definitions.kind import DocumentProblem
from helpwright.kernel.template import render, variables
from helpwright.kernel.text import LocalText, all_forms, localize
from helpwright.records.comments import Words, clean_comment, comment_id_of, comment_statements
from helpwright.rules.kind import VARIABLES, Action, Foreseen, Result, Scene, Step, Surroundings


class Comment(Step):
    """`{action: comment, text: "已自动升级", visibility: internal}`; the text is a template.

    A public one is read by the customer, and is no first response. One that became longer than a comment may be
    (`records.comments.LONGEST`) is not written; the log says so.
    """

    text: LocalText
    visibility: Literal["internal", "public"] = "internal"


def _check(step: Comment, surroundings: Surroundings) -> Iterable[DocumentProblem]:
    for name in dict.fromkeys(name for form in sorted(all_forms(step.text)) for name in variables(form)):
        if name not in surroundings.fields and name not in VARIABLES:
            yield DocumentProblem(("text",), "variable_unknown", {"variable": name})


def _text(step: Comment, scene: Scene) -> str:
    return render(localize(step.text, scene.locale), scene.record.texts).strip()


async def _foresee(step: Comment, scene: Scene) -> list[Foreseen]:
    text = _text(step, scene)
    if not text:
        return [Foreseen("nothing", {"code": "text_empty"})]
    clean_comment(text)
    return [Foreseen("comment", {"visibility": step.visibility, "text": text})]


async def _run(step: Comment, scene: Scene) -> Result:
    text = _text(step, scene)
    if not text:
        return Result("skipped", "text_empty")
    comment_id = comment_id_of(scene.record_id, scene.actor, scene.key)
    words = Words(scene.actor, scene.now, text, step.visibility, scene.cause, scene.rule)
    scene.later(comment_statements(scene.form, scene.record_id, comment_id, words))
    return Result("done", data={"comment": str(comment_id), "visibility": step.visibility, "text": text[:200]})


action = Action(settings=Comment, check=_check, run=_run, needs=frozenset({"read"}), foresee=_foresee)
