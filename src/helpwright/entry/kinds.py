"""The kinds of definitions, in the order in which they may refer to each other."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from helpwright.access.model import RoleDocument, TeamDocument
from helpwright.access.model import not_yet_run as role_notes
from helpwright.cases.survey import SurveyDocument, check_survey
from helpwright.definitions.kind import AppDraft, DefinitionKind, DocumentProblem
from helpwright.definitions.teams import materialize_team
from helpwright.flows.compile import check_flow
from helpwright.flows.document import FlowDocument
from helpwright.flows.fitting import check_fitting
from helpwright.flows.node_type import Surroundings
from helpwright.flows.notes import not_yet_run as flow_notes
from helpwright.forms.document import check_form, document_model
from helpwright.forms.field_type import FieldType
from helpwright.forms.publish import materialize
from helpwright.kernel.calendar import CalendarDocument
from helpwright.kernel.registry import load
from helpwright.reports.kind import DASHBOARD_KIND
from helpwright.rules.document import rule_kind
from helpwright.rules.kind import Action, AnyAction

FIELD_TYPES: Mapping[str, FieldType] = load(
    "field_type",
    FieldType,  # type: ignore[type-abstract]  # only its members are made
    ("helpwright.forms.fields",),
)
FORM_MODEL = document_model(FIELD_TYPES)
ACTIONS: Mapping[str, AnyAction] = load("action", Action, ("helpwright.actions",))


def _check_role(draft: AppDraft, _key: str, role: RoleDocument) -> Iterable[DocumentProblem]:
    for index, grant in enumerate(role.grants):
        for kind, key in (("form", grant.form), ("dashboard", grant.dashboard), ("flow", grant.flow)):
            if key is not None and "." not in key and key not in draft.of(kind):
                yield DocumentProblem(("grants", index, kind), f"{kind}_unknown", {kind: key})


def _check_flow(draft: AppDraft, _key: str, flow: FlowDocument) -> Iterable[DocumentProblem]:
    form = draft.of("form").get(flow.form)
    if form is None:
        yield DocumentProblem(("form",), "form_unknown", {"form": flow.form})
        return
    around = Surroundings(form.fields, draft.of("team"), draft.of("role"), draft.of("calendar"))
    for problem in (*check_flow(flow, around), *check_fitting(FIELD_TYPES, form.fields, flow)):
        yield DocumentProblem(problem.path, problem.code, problem.data)


def kinds() -> Sequence[DefinitionKind]:
    """Every kind, each with its section of a blueprint."""
    check: Any = partial(check_form, FIELD_TYPES)
    return (
        DefinitionKind("calendar", "calendars", CalendarDocument),
        DefinitionKind("team", "teams", TeamDocument, materialize=materialize_team),
        DefinitionKind("role", "roles", RoleDocument, check=_check_role, not_yet_run=role_notes),
        DefinitionKind("form", "forms", FORM_MODEL, check, materialize=partial(materialize, FIELD_TYPES), key_bytes=30),
        DefinitionKind("flow", "flows", FlowDocument, _check_flow, flow_notes),
        DefinitionKind("survey", "surveys", SurveyDocument, check_survey),
        rule_kind(ACTIONS),
        DASHBOARD_KIND,
    )
