"""The kinds of definitions, in the order in which they may refer to each other."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from helpwright.access.headcount import people_of_roles, people_of_teams
from helpwright.access.model import RoleDocument, TeamDocument
from helpwright.cases.survey import SurveyDocument, check_survey
from helpwright.cases.survey_facts import survey_facts
from helpwright.definitions.kind import AppDraft, DefinitionKind, DocumentProblem, Facts
from helpwright.definitions.model import Part
from helpwright.definitions.teams import materialize_team
from helpwright.entry.check_form import check_whole_form
from helpwright.entry.check_role import check_role
from helpwright.entry.elements import ELEMENTS
from helpwright.entry.flow_actions import FlowActions
from helpwright.flows.compile import check_flow
from helpwright.flows.document import FlowDocument
from helpwright.flows.facts import flow_facts
from helpwright.flows.fitting import check_fitting
from helpwright.flows.node_type import Surroundings
from helpwright.flows.publish_effects import flow_effects
from helpwright.forms.document import document_model
from helpwright.forms.effects import form_effects
from helpwright.forms.facts import form_facts
from helpwright.forms.field_type import FieldType
from helpwright.forms.promises import promised_clocks
from helpwright.forms.publish import materialize
from helpwright.forms.sealed import Vault, with_sealed
from helpwright.kernel.calendar import CalendarDocument
from helpwright.kernel.registry import load
from helpwright.notify.template import template_kind
from helpwright.platform.statement import Runner, Statement
from helpwright.portal.reply_mail import REPLY
from helpwright.reports.kind import dashboard_kind
from helpwright.rules.document import rule_kind
from helpwright.rules.kind import VARIABLES, Action, AnyAction

FIELD_TYPES: Mapping[str, FieldType] = load(
    "field_type",
    FieldType,  # type: ignore[type-abstract]  # only its members are made
    ("helpwright.forms.fields",),
)
FORM_MODEL = document_model(FIELD_TYPES)
ACTIONS: Mapping[str, AnyAction] = load("action", Action, ("helpwright.actions",))
FLOW_ACTIONS = FlowActions(ACTIONS)


def _check_flow(draft: AppDraft, _key: str, flow: FlowDocument) -> Iterable[DocumentProblem]:
    form = draft.of("form").get(flow.form)
    if form is None:
        yield DocumentProblem(("form",), "form_unknown", {"form": flow.form})
        return
    around = Surroundings(
        form.valued, draft.of("team"), draft.of("role"), draft.of("calendar"), promised_clocks(form.service)
    )
    for problem in (*check_flow(flow, around), *check_fitting(FIELD_TYPES, form.valued, flow)):
        yield DocumentProblem(problem.path, problem.code, problem.data)
    yield from FLOW_ACTIONS.check(draft, flow)


async def _people(of_app: Callable[[str], Statement], session: Runner, parts: Sequence[Part], _now: datetime) -> Facts:
    """`people` in each role or team."""
    found = {row["key"]: row["people"] for row in await session.all(of_app(parts[0].app))}
    return {part.key: {"people": found.get(part.key, 0)} for part in parts}


def kinds(vault: Vault | None = None) -> Sequence[DefinitionKind]:
    """Every kind, each with its section of a blueprint. `vault` seals values of fields that become sensitive."""
    types = with_sealed(FIELD_TYPES, vault)
    check: Any = partial(check_whole_form, FIELD_TYPES)
    known = (
        DefinitionKind("calendar", "calendars", CalendarDocument),
        DefinitionKind(
            "team", "teams", TeamDocument, materialize=materialize_team, facts=partial(_people, people_of_teams)
        ),
        DefinitionKind(
            "role",
            "roles",
            RoleDocument,
            check=partial(check_role, FIELD_TYPES),
            facts=partial(_people, people_of_roles),
        ),
        DefinitionKind(
            "form",
            "forms",
            FORM_MODEL,
            check,
            materialize=partial(materialize, types),
            key_bytes=30,
            effects=partial(form_effects, types),
            facts=form_facts,
        ),
        DefinitionKind(
            "flow", "flows", FlowDocument, _check_flow, FLOW_ACTIONS.not_yet_run, effects=flow_effects, facts=flow_facts
        ),
        DefinitionKind("survey", "surveys", SurveyDocument, check_survey, facts=survey_facts),
        template_kind({*VARIABLES, REPLY}),
        rule_kind(ACTIONS),
        dashboard_kind(FIELD_TYPES),
    )
    return tuple(replace(each, elements=ELEMENTS.get(each.name, ())) for each in known)
