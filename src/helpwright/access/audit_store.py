"""SQL of reading and sealing the audit. Private to this concept."""

from collections.abc import Mapping, Sequence
from typing import Any

from helpwright.access.sealing import Anchor
from helpwright.platform.database import Statement

_CONTENT = "a.id, a.at, a.person_id, a.key_id, a.address, a.act, a.object, a.result, a.data"

# One process seals at a time; who does not get the lock has nothing to do.
TRY_LOCK = Statement("SELECT pg_try_advisory_xact_lock(4759, 3) AS mine")
LAST = Statement("SELECT seq, hash FROM audit_log WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1")
WAITING = Statement("SELECT count(*) AS n FROM audit_log WHERE seq IS NULL")


def unsealed(most: int) -> Statement:
    """Entries that have no place in the chain yet, in their order."""
    return Statement(
        f"SELECT {_CONTENT} FROM audit_log a WHERE a.seq IS NULL ORDER BY a.id LIMIT %(most)s", {"most": most}
    )


def save_seals(sealed: Sequence[tuple[int, Anchor]]) -> Statement:
    """Give the entries their numbers and hashes."""
    return Statement(
        """UPDATE audit_log a SET seq = s.seq, hash = s.hash
        FROM unnest(%(ids)s::bigint[], %(seqs)s::bigint[], %(hashes)s::bytea[]) AS s (id, seq, hash)
        WHERE a.id = s.id AND a.seq IS NULL""",
        {
            "ids": [entry for entry, _ in sealed],
            "seqs": [each.seq for _, each in sealed],
            "hashes": [each.hash for _, each in sealed],
        },
    )


def sealed_after(seq: int, most: int) -> Statement:
    """Sealed entries behind a number, with `seq` and `hash`."""
    return Statement(
        f"SELECT {_CONTENT}, a.seq, a.hash FROM audit_log a WHERE a.seq > %(seq)s ORDER BY a.seq LIMIT %(most)s",
        {"seq": seq, "most": most},
    )


def page(wanted: Mapping[str, Any], before: int | None, limit: int) -> Statement:
    """Newest first. `wanted`: act, person, object (its beginning), result, refused, since, until; None is any.

    `refused` true: whatever is not ok, false: what is.
    """
    asked = {key: value for key, value in wanted.items() if value is not None}
    where = "".join(f" AND {_WANTED[key]}" for key in asked)
    if "object" in asked:
        escaped = asked["object"].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        asked["object"] = f"{escaped}%"
    if before is not None:
        where += " AND a.id < %(before)s"
        asked["before"] = before
    return Statement(
        f"""SELECT {_CONTENT}, a.seq, p.name AS person_name, k.name AS key_name FROM audit_log a
        LEFT JOIN people p ON p.id = a.person_id LEFT JOIN api_keys k ON k.id = a.key_id
        WHERE TRUE{where} ORDER BY a.id DESC LIMIT %(limit)s""",
        {**asked, "limit": limit},
    )


_WANTED = {
    "act": "a.act = %(act)s",
    "person": "a.person_id = %(person)s",
    "object": "a.object LIKE %(object)s",
    "result": "a.result = %(result)s",
    "refused": "(a.result <> 'ok') = %(refused)s",
    "since": "a.at >= %(since)s",
    "until": "a.at < %(until)s",
}
