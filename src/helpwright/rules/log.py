"""The log of runs as people see it: what a reader may not read of a record stays hidden in it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from helpwright.kernel.clock import iso
from helpwright.kernel.text import localize
from helpwright.platform.database import Row
from helpwright.platform.sentences import Sentences
from helpwright.rules.masks import MASK, masked

_OPEN_KEYS = frozenset({"state", "code", "via", "needs", "why", "until", "flow", "version", "instance", "visibility"})


def run_json(
    row: Row,
    steps: Sequence[Row],
    label: Any,
    number: str | None,
    readable: Mapping[str, str],
    sentences: Sentences,
    locale: str,
) -> dict[str, Any]:
    """One run; `readable` are the fields that the reader may read, with their labels in `locale`.

    None of them: only what happened, not with what.
    """
    event = row["event"]
    return {
        "id": str(row["id"]),
        "rule": row["rule"],
        "name": localize(label, locale) or row["rule"],
        "version": row["version"],
        "state": row["state"],
        "reason": row["reason"],
        "reason_text": _text(sentences, locale, row["reason"], {}),
        "form": row["form"],
        "record": {"id": str(row["record_id"]), "number": number},
        "event": {"id": row["event_id"], "type": event["type"], "at": event["at"], "actor": event["actor"]},
        "cause": event["cause"],
        "chain": list(row["chain"]),
        "step": row["step"],
        "attempts": row["attempts"],
        "inputs": _inputs(row["inputs"], readable),
        "steps": [_step(each, readable, sentences, locale) for each in steps],
        "created_at": iso(row["created_at"]),
        "started_at": None if row["started_at"] is None else iso(row["started_at"]),
        "ended_at": None if row["ended_at"] is None else iso(row["ended_at"]),
        "milliseconds": round(row["milliseconds"], 3),
    }


def by_run(rows: Sequence[Row]) -> dict[UUID, list[Row]]:
    """Steps by run."""
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        found.setdefault(row["run_id"], []).append(row)
    return found


def _step(row: Row, readable: Mapping[str, str], sentences: Sentences, locale: str) -> dict[str, Any]:
    data: Mapping[str, Any] = row["data"]
    return {
        "step": row["step"],
        "attempt": row["attempt"],
        "action": row["action"],
        "state": row["state"],
        "code": row["code"],
        "text": _step_text(row["code"], data, readable, sentences, locale),
        "data": _data(data, readable),
        "at": iso(row["at"]),
        "milliseconds": round(row["milliseconds"], 3),
    }


def _step_text(
    code: str | None, data: Mapping[str, Any], readable: Mapping[str, str], sentences: Sentences, locale: str
) -> str | None:
    """What is wrong with a value is told with the name of its field."""
    text = _text(sentences, locale, code, data.get("data") or {})
    label = next((readable.get(each["field"]) for each in data.get("errors") or () if each["code"] == code), None)
    return sentences(locale, "run_refused_field", {"label": label, "text": text}) if text and label else text


def _text(sentences: Sentences, locale: str, code: str | None, data: Mapping[str, Any]) -> str | None:
    if code is None:
        return None
    for known in (f"run_{code}", code):
        if sentences.knows(known):
            return sentences(locale, known, data)
    return None


def _inputs(inputs: Mapping[str, Any], readable: Collection[str]) -> dict[str, Any]:
    shown: dict[str, Any] = dict(inputs)
    for part in ("values", "changes"):
        if part in shown:
            shown[part] = _fields(shown[part], readable)
    found: dict[str, Any] = masked(shown)
    return found


def _data(data: Mapping[str, Any], readable: Collection[str]) -> dict[str, Any]:
    if not readable:
        return {key: value if key in _OPEN_KEYS else MASK for key, value in data.items()}
    shown = dict(data)
    if isinstance(shown.get("changes"), Mapping):
        shown["changes"] = _fields(shown["changes"], readable)
    return shown


def _fields(values: Mapping[str, Any], readable: Collection[str]) -> dict[str, Any]:
    return {key: value if key in readable else MASK for key, value in values.items()}
