"""SQL of drafts. Private to this concept."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from helpwright.definitions.drafts.model import Draft
from helpwright.platform.database import Row, Statement

_SELECT = "SELECT app, kind, key, document, base_version, version, changed_at, changed_by FROM drafts"


def to_draft(row: Row) -> Draft:
    """A row of the selects below."""
    return Draft(
        row["app"],
        row["kind"],
        row["key"],
        row["document"],
        row["base_version"],
        row["version"],
        row["changed_at"],
        row["changed_by"],
    )


def of_app(app: str) -> Statement:
    """All drafts of an app, by kind and key."""
    return Statement(f"{_SELECT} WHERE app = %(app)s ORDER BY kind, key", {"app": app})


def of_all() -> Statement:
    """All drafts of every app, by app, kind and key."""
    return Statement(f"{_SELECT} ORDER BY app, kind, key")


def of_key(kind: str, key: str, app: str | None) -> Statement:
    """Drafts of one key, in one app or in any."""
    return Statement(
        f"{_SELECT} WHERE kind = %(kind)s AND key = %(key)s AND (%(app)s::text IS NULL OR app = %(app)s)",
        {"kind": kind, "key": key, "app": app},
    )


def save(draft: Draft, at: datetime, by: UUID | None) -> Statement:
    """Store a newer version of what was `draft`; one row `{version}`, none when somebody else was faster.

    Its number was never given before: one from a draft that was discarded or published fits no later one.
    """
    document: Any = None if draft.document is None else orjson.dumps(draft.document).decode()
    params = {
        "app": draft.app,
        "kind": draft.kind,
        "key": draft.key,
        "document": document,
        "base": draft.base,
        "version": draft.version,
        "at": at,
        "by": by,
    }
    return Statement(
        """INSERT INTO drafts (app, kind, key, document, base_version, version, changed_at, changed_by)
        SELECT %(app)s, %(kind)s, %(key)s, %(document)s::json, %(base)s, nextval('draft_versions'), %(at)s, %(by)s
        WHERE %(version)s::int = 0 OR EXISTS (
            SELECT 1 FROM drafts WHERE app = %(app)s AND kind = %(kind)s AND key = %(key)s)
        ON CONFLICT (app, kind, key) DO UPDATE SET document = excluded.document, base_version = excluded.base_version,
            version = greatest(excluded.version, drafts.version + 1), changed_at = excluded.changed_at,
            changed_by = excluded.changed_by
        WHERE drafts.version = %(version)s::int
        RETURNING version""",
        params,
    )


def discard(app: str, kind: str, key: str, version: int | None = None) -> Statement:
    """Forget the draft, if it still is of this version (None: of any); one row `{version}` when it did."""
    return Statement(
        """DELETE FROM drafts WHERE app = %(app)s AND kind = %(kind)s AND key = %(key)s
        AND (%(version)s::int IS NULL OR version = %(version)s) RETURNING version""",
        {"app": app, "kind": kind, "key": key, "version": version},
    )


def rebase(app: str, kind: str, key: str) -> Statement:
    """A draft that was changed while its last version was published goes on from what is live now."""
    return Statement(
        """UPDATE drafts SET base_version = d.live_version FROM definitions d
        WHERE d.app = drafts.app AND d.kind = drafts.kind AND d.key = drafts.key
        AND drafts.app = %(app)s AND drafts.kind = %(kind)s AND drafts.key = %(key)s""",
        {"app": app, "kind": kind, "key": key},
    )
