"""What running instances need of their form: flows are pinned to their version, forms are not."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from helpwright.definitions.kind import AppDraft, DocumentProblem
from helpwright.definitions.live import published_version
from helpwright.definitions.pins import PinCheck
from helpwright.flows import store
from helpwright.flows.catalogue import NODE_TYPES
from helpwright.flows.document import FlowDocument
from helpwright.flows.fitting import as_written, check_compared, check_value, compared, set_values, whole_values
from helpwright.forms.field_type import FieldSettings, FieldType
from helpwright.kernel.filter import is_empty
from helpwright.platform.database import Session

_NAMED = {"team": "teams", "role": "roles", "calendar": "calendars"}


def needed_by_instances(types: Mapping[str, FieldType]) -> PinCheck:
    """A check of every flow version that an open instance runs on, against the forms that are about to change."""

    async def check(session: Session, before: AppDraft, after: AppDraft) -> Sequence[DocumentProblem]:
        known, wanted = before.of("form"), after.of("form")
        changed = [key for key in known if known[key] != wanted.get(key)]
        gone = {kind: before.of(kind).keys() - after.of(kind).keys() for kind in _NAMED}
        if not changed and not any(gone.values()):
            return ()
        problems: list[DocumentProblem] = []
        for row in await session.all(store.pinned_versions([f"{after.key}.{key}" for key in known])):
            app, _, key = row["flow"].partition(".")
            raw = await published_version(session, app, "flow", key, row["version"])
            flow = FlowDocument.model_validate(raw)
            told = {"flow": flow.name, "version": row["version"], "count": row["open"]}
            for kind, name in _named(raw):
                if name in gone[kind]:
                    problems.append(DocumentProblem((_NAMED[kind], name), "part_in_use", {**told, "key": name}))
            if flow.form not in changed:
                continue
            if flow.form not in wanted:
                problems.append(DocumentProblem(("forms", flow.form), "form_in_use", told))
                continue
            problems += lost(types, flow, known[flow.form].fields, wanted[flow.form].fields, told)
        return problems

    return check


def _named(value: Any) -> set[tuple[str, str]]:
    """Teams, roles and calendars that a document names, wherever it does."""
    if isinstance(value, dict):
        own = {(key, each) for key, each in value.items() if key in _NAMED and isinstance(each, str)}
        return own.union(*(_named(each) for each in value.values()))
    return set().union(*(_named(each) for each in value)) if isinstance(value, list) else set()


def lost(
    types: Mapping[str, FieldType],
    flow: FlowDocument,
    before: Mapping[str, FieldSettings],
    after: Mapping[str, FieldSettings],
    told: Mapping[str, Any],
) -> Sequence[DocumentProblem]:
    """`field_in_use` and `option_in_use` for what the flow needs, had and would have no more; each once.

    Paths lead from the root of the blueprint to the field or option; `told` is added to the data of each.
    """
    problems: list[DocumentProblem] = []
    kinds = {key: types[each.type] for key, each in before.items()}
    for key, values in _needed(kinds, flow).items():
        if key not in before:
            continue
        path: tuple[str | int, ...] = ("forms", flow.form, "fields", key)
        if key not in after:
            problems.append(DocumentProblem(path, "field_in_use", {**told, "field": before[key].label}))
            continue
        for value in values:
            if _fits(types, before[key], value) and not _fits(types, after[key], value):
                data = {**told, "field": before[key].label, "option": value}
                problems.append(DocumentProblem((*path, "options", str(value)), "option_in_use", data))
    return problems


def _needed(kinds: Mapping[str, FieldType], flow: FlowDocument) -> Mapping[str, Sequence[Any]]:
    """Fields that the flow sets, reads or lets people write, each with the values it sets or compares it with."""
    needed: defaultdict[str, list[Any]] = defaultdict(list)
    for field, value in _mentions(kinds, flow):
        known = needed[field]
        if not is_empty(value) and value not in known:
            known.append(value)
    return needed


def _mentions(kinds: Mapping[str, FieldType], flow: FlowDocument) -> Iterator[tuple[str, Any]]:
    for _, field, value in set_values(flow):
        yield field, as_written(value)
    for _, condition in compared(flow):
        yield condition.field, None
        if condition.field in kinds:
            for value in whole_values(kinds[condition.field], condition):
                yield condition.field, value
    for settings in flow.nodes.values():
        rights = getattr(settings, "fields", None)
        if rights is not None:
            for field in (*rights.write, *rights.required):
                yield field, None
        for field in NODE_TYPES[settings.type].compile(settings).reads:
            yield field, None


def _fits(types: Mapping[str, FieldType], settings: FieldSettings, value: Any) -> bool:
    kind = types[settings.type]
    if kind.kind == "list" and not isinstance(value, list):
        return not any(check_compared(kind, settings, "in", value))
    return not any(check_value(kind, settings, value))
