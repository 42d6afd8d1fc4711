"""What flows keep of an app: gone with it."""

from collections.abc import Sequence
from uuid import UUID

from helpwright.flows.store import TIMER
from helpwright.platform.statement import Statement


def forget_app(app: str, forms: Sequence[str]) -> list[Statement]:
    """Instances on the app's records, with their journals, tasks, copies and timers."""
    params = {"forms": list(forms), "kind": TIMER}
    return [
        Statement(
            """DELETE FROM timers WHERE kind = %(kind)s
            AND owner IN (SELECT id FROM instances WHERE form = ANY(%(forms)s))""",
            params,
        ),
        Statement("DELETE FROM instances WHERE form = ANY(%(forms)s)", params),
        Statement("DELETE FROM flow_migrations WHERE split_part(flow, '.', 1) = %(app)s", {"app": app}),
    ]


def empty_words(record_id: UUID) -> list[Statement]:
    """What people wrote beside their decisions: opinions and reasons; the decisions stay."""
    params = {"record": record_id, "machine": ["flow_incident", "rule_stopped", "record_erased"]}
    people = "record_id = %(record)s AND type <> ALL(%(machine)s) AND type NOT LIKE 'message\\_%%'"
    return [
        statement
        for word in ("comment", "reason")
        for statement in (
            Statement(
                f"""UPDATE events SET data = jsonb_set(data, '{{{word}}}', '""')
                WHERE {people} AND data ->> '{word}' <> ''""",  # noqa: S608 -- words of this module
                params,
            ),
            Statement(
                f"""UPDATE journal t SET event = jsonb_set(t.event, '{{data,{word}}}', '""')
                FROM instances i WHERE i.id = t.instance_id AND i.record_id = %(record)s
                    AND t.event -> 'data' ->> '{word}' <> ''""",  # noqa: S608 -- words of this module
                params,
            ),
        )
    ]
