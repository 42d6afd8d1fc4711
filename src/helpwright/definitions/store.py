"""SQL of definitions. Private to this concept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from helpwright.definitions.model import App, DefinitionSet, Hide, Part
from helpwright.platform.database import Json, Row, Statement

EPOCH = Statement("SELECT value AS epoch FROM epoch")
SETTINGS = Statement(
    "SELECT name, value FROM settings WHERE name IN ('company', 'public_url', 'zone', 'country', 'language')"
)
APPS = Statement("SELECT key, name FROM apps ORDER BY created_at, key")
PARTS = Statement(
    """SELECT d.id, d.app, d.kind, d.key, d.live_version, v.document, d.physical
    FROM definitions d JOIN definition_versions v ON v.definition_id = d.id AND v.version = d.live_version
    ORDER BY d.app, d.kind, d.position, d.id""",
)

RETIRED = Statement(
    """SELECT d.id, d.app, d.kind, d.key, v.version AS live_version, v.document, d.physical
    FROM definitions d JOIN LATERAL (
        SELECT version, document FROM definition_versions WHERE definition_id = d.id ORDER BY version DESC LIMIT 1
    ) v ON true WHERE d.live_version = 0 ORDER BY d.id""",
)

HIDES = Statement(
    """SELECT d.app, d.key, v.version, v.document ->> 'form' AS form, n.key AS node, f.value AS field
    FROM definitions d JOIN definition_versions v ON v.definition_id = d.id
    CROSS JOIN LATERAL json_each(v.document -> 'nodes') n
    CROSS JOIN LATERAL json_array_elements_text(n.value -> 'fields' -> 'hide') f
    WHERE d.kind = 'flow' AND position('"hide"' IN v.document::text) > 0 ORDER BY d.id, v.version, n.key, f.value""",
)


def to_parts(rows: list[Row]) -> tuple[Part, ...]:
    """Rows of PARTS or RETIRED as values."""
    return tuple(
        Part(row["id"], row["app"], row["kind"], row["key"], row["live_version"], row["document"], row["physical"])
        for row in rows
    )


def to_set(
    epoch: list[Row], settings: list[Row], apps: list[Row], parts: list[Row], hides: Sequence[Row] = ()
) -> DefinitionSet:
    """Rows of EPOCH, SETTINGS, APPS, PARTS and HIDES as a value."""
    return DefinitionSet(
        epoch=epoch[0]["epoch"],
        apps={row["key"]: App(row["key"], row["name"]) for row in apps},
        parts=to_parts(parts),
        settings={row["name"]: row["value"] for row in settings},
        hides=tuple(
            Hide(f"{row['app']}.{row['key']}", row["version"], f"{row['app']}.{row['form']}", row["node"], row["field"])
            for row in hides
        ),
    )


def version_of(part_id: int, version: int) -> Statement:
    """The document of one published version."""
    return Statement(
        "SELECT document FROM definition_versions WHERE definition_id = %(id)s AND version = %(version)s",
        {"id": part_id, "version": version},
    )


def publisher_of(part_id: int, version: int) -> Statement:
    """Who published it."""
    return Statement(
        "SELECT published_by FROM definition_versions WHERE definition_id = %(id)s AND version = %(version)s",
        {"id": part_id, "version": version},
    )


def version_by_name(app: str, kind: str, key: str, version: int) -> Statement:
    """The document of one published version, by the name of its part."""
    return Statement(
        """SELECT v.document FROM definitions d JOIN definition_versions v ON v.definition_id = d.id
        WHERE d.app = %(app)s AND d.kind = %(kind)s AND d.key = %(key)s AND v.version = %(version)s""",
        {"app": app, "kind": kind, "key": key, "version": version},
    )


def documents_of(part_id: int) -> Statement:
    """Every published document of a part, the newest first."""
    return Statement(
        "SELECT version, document FROM definition_versions WHERE definition_id = %(id)s ORDER BY version DESC",
        {"id": part_id},
    )


def versions_with_times(part_id: int) -> Statement:
    """Every published document with the time it went live, the newest first."""
    return Statement(
        """SELECT version, document, published_at FROM definition_versions
        WHERE definition_id = %(id)s ORDER BY version DESC""",
        {"id": part_id},
    )


def versions_of(part_id: int, most: int) -> Statement:
    """Its versions with who published them, and the documents to compare, the newest first."""
    return Statement(
        """SELECT v.version, v.document, v.published_at, v.published_by, p.name AS published_by_name, u.note
        FROM definition_versions v LEFT JOIN people p ON p.id = v.published_by
        LEFT JOIN publications u ON u.id = v.publication_id
        WHERE v.definition_id = %(id)s ORDER BY v.version DESC LIMIT %(most)s""",
        {"id": part_id, "most": most},
    )


def live_version(app: str, kind: str, key: str) -> Statement:
    """Which version of a part is live; no row for one that is not."""
    return Statement(
        """SELECT live_version FROM definitions
        WHERE app = %(app)s AND kind = %(kind)s AND key = %(key)s AND live_version > 0""",
        {"app": app, "kind": kind, "key": key},
    )


def published_with(publication: UUID) -> Statement:
    """The versions that a publication made live, each with the document before it."""
    return Statement(
        """SELECT d.kind, d.key, v.version, v.document, (
            SELECT b.document FROM definition_versions b WHERE b.definition_id = v.definition_id
            AND b.version < v.version ORDER BY b.version DESC LIMIT 1) AS before
        FROM definition_versions v JOIN definitions d ON d.id = v.definition_id
        WHERE v.publication_id = %(publication)s ORDER BY d.position, d.id""",
        {"publication": publication},
    )


def before_publication(publication: UUID) -> Statement:
    """The parts that a publication made live, changed or removed, with how they were before and who came after.

    Rows `{app, kind, key, version, document, before, since}`. `version` is the one that it made (null: it removed the
    part), `before` the document live until then (null: there was none), `since` the how-many-th publication of the app
    made the version that is live now, when that is another.
    """
    return Statement(
        """WITH this AS (SELECT id, app, number, wanted FROM publications WHERE id = %(publication)s),
        gone AS (SELECT q.number, r.value->>0 AS kind, r.value->>1 AS key
            FROM publications q JOIN this t ON t.app = q.app, json_array_elements(q.wanted->'wanted'->'removed') r
            WHERE q.state = 'done'),
        touched AS (
            SELECT v.definition_id, v.version FROM definition_versions v JOIN this t ON v.publication_id = t.id
            UNION ALL
            SELECT d.id, NULL FROM gone g JOIN this t ON t.number = g.number
            JOIN definitions d ON d.app = t.app AND d.kind = g.kind AND d.key = g.key
            WHERE NOT EXISTS (SELECT 1 FROM definition_versions v
                WHERE v.definition_id = d.id AND v.publication_id = t.id))
        SELECT t.app, d.kind, d.key, c.version,
            (SELECT v.document FROM definition_versions v WHERE v.definition_id = d.id AND v.version = c.version)
                AS document,
            CASE WHEN NOT EXISTS (SELECT 1 FROM gone g WHERE g.kind = d.kind AND g.key = d.key
                AND g.number < t.number AND g.number > coalesce(last.number, 0)) THEN last.document END AS before,
            CASE WHEN now.number > t.number THEN (SELECT count(*) FROM publications q
                WHERE q.app = t.app AND q.state = 'done' AND q.number <= now.number) END AS since
        FROM touched c JOIN definitions d ON d.id = c.definition_id CROSS JOIN this t
        LEFT JOIN LATERAL (SELECT v.document, u.number FROM definition_versions v
            LEFT JOIN publications u ON u.id = v.publication_id
            WHERE v.definition_id = d.id AND (u.number IS NULL OR u.number < t.number)
            ORDER BY v.version DESC LIMIT 1) last ON true
        LEFT JOIN LATERAL (SELECT u.number FROM definition_versions v JOIN publications u ON u.id = v.publication_id
            WHERE v.definition_id = d.id AND v.version = d.live_version) now ON true
        ORDER BY d.position, d.id""",
        {"publication": publication},
    )


def lock_publishing() -> Statement:
    """One publish at a time in the whole installation."""
    return Statement("SELECT pg_advisory_xact_lock(4758, 0)")


def lock_form(part_id: int) -> Statement:
    """Wait for the writers of a form, and keep new ones out until the end of the transaction."""
    return Statement("SELECT pg_advisory_xact_lock(4757, %(id)s::int)", {"id": part_id})


def save_app(key: str, name: Any, at: datetime) -> Statement:
    """Insert or rename an app."""
    return Statement(
        """INSERT INTO apps (key, name, created_at) VALUES (%(key)s, %(name)s::json, %(at)s)
        ON CONFLICT (key) DO UPDATE SET name = excluded.name""",
        {"key": key, "name": orjson.dumps(name).decode(), "at": at},
    )


def insert_app(key: str, name: Any, at: datetime) -> Statement:
    """A new app; fails when there is one."""
    return Statement(
        "INSERT INTO apps (key, name, created_at) VALUES (%(key)s, %(name)s::json, %(at)s)",
        {"key": key, "name": orjson.dumps(name).decode(), "at": at},
    )


def rename_app(key: str, name: Any) -> Statement:
    """Give it another name."""
    return Statement(
        "UPDATE apps SET name = %(name)s::json WHERE key = %(key)s",
        {"key": key, "name": orjson.dumps(name).decode()},
    )


def reserve_part(app: str, kind: str, key: str, position: int) -> Statement:
    """Make sure the part has a row; returns its id."""
    return Statement(
        """INSERT INTO definitions (app, kind, key, position, live_version)
        VALUES (%(app)s, %(kind)s, %(key)s, %(position)s, 0)
        ON CONFLICT (app, kind, key) DO UPDATE SET position = excluded.position RETURNING id""",
        {"app": app, "kind": kind, "key": key, "position": position},
    )


def place_part(part_id: int, position: int) -> Statement:
    """Move a part among those of its kind."""
    return Statement(
        "UPDATE definitions SET position = %(position)s WHERE id = %(id)s", {"id": part_id, "position": position}
    )


def retire_part(part_id: int, physical: Any) -> Statement:
    """Take a part out of what is live; its versions stay."""
    return Statement(
        "UPDATE definitions SET live_version = 0, physical = %(physical)s WHERE id = %(id)s",
        {"id": part_id, "physical": Json(physical)},
    )


def set_physical(part_id: int, physical: Any) -> Statement:
    """Remember what changed in the database behind a part."""
    return Statement(
        "UPDATE definitions SET physical = %(physical)s WHERE id = %(id)s",
        {"id": part_id, "physical": Json(physical)},
    )


def publish_part(
    part_id: int,
    document: Any,
    physical: Any,
    at: datetime,
    by: UUID | None,
    publication: UUID | None = None,
) -> list[Statement]:
    """Store the next version and make it live."""
    params = {
        "id": part_id,
        "document": orjson.dumps(document).decode(),
        "physical": Json(physical),
        "at": at,
        "by": by,
        "publication": publication,
    }
    return [
        Statement(
            """INSERT INTO definition_versions
            (definition_id, version, document, published_at, published_by, publication_id)
            SELECT %(id)s, coalesce(max(version), 0) + 1, %(document)s::json, %(at)s, %(by)s, %(publication)s
            FROM definition_versions WHERE definition_id = %(id)s""",
            params,
        ),
        Statement(
            """UPDATE definitions SET physical = %(physical)s, live_version =
            (SELECT max(version) FROM definition_versions WHERE definition_id = %(id)s) WHERE id = %(id)s""",
            params,
        ),
    ]


def raise_epoch() -> Statement:
    """Make every cache of definitions stale; one row `{value}`, the new epoch."""
    return Statement("UPDATE epoch SET value = value + 1 RETURNING value")


def forget_app(app: str, part_ids: Sequence[int]) -> list[Statement]:
    """Delete an app with its tables, definitions, drafts, teams and unfinished publications.

    What its publications could not tidy up is dropped as well: their tables are gone, and it must not touch those of
    a later app of the same key.
    """
    ids = {"app": app, "ids": list(part_ids)}
    return [
        Statement(f'DROP SCHEMA IF EXISTS "{app}" CASCADE'),
        Statement("DELETE FROM conversion_rows WHERE form_id = ANY(%(ids)s)", ids),
        Statement("DELETE FROM conversion_refusals WHERE form_id = ANY(%(ids)s)", ids),
        Statement("DELETE FROM number_series WHERE form_id = ANY(%(ids)s)", ids),
        Statement("DELETE FROM publications WHERE app = %(app)s AND state IN ('waiting', 'running')", ids),
        Statement("UPDATE publications SET contract = '[]' WHERE app = %(app)s AND contract <> '[]'", ids),
        Statement("DELETE FROM apps WHERE key = %(app)s", ids),
    ]
