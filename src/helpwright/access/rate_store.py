"""SQL of counted requests. Private to this concept."""

from collections.abc import Mapping

from helpwright.platform.statement import Statement


def add(minute: int, counted: Mapping[str, int]) -> Statement:
    """Add what one process has counted; the sums of all. In one order, so that processes do not wait for each other."""
    names = sorted(counted)
    return Statement(
        """INSERT INTO request_counts AS c (subject, minute, asked)
        SELECT subject, %(minute)s, asked FROM unnest(%(names)s::text[], %(counts)s::bigint[]) AS t (subject, asked)
        ORDER BY subject
        ON CONFLICT (subject, minute) DO UPDATE SET asked = c.asked + excluded.asked RETURNING subject, asked""",
        {"minute": minute, "names": names, "counts": [counted[name] for name in names]},
    )


def since(minute: int) -> Statement:
    """What was counted from a minute on, the most first: rows `{subject, asked}`."""
    return Statement(
        """SELECT subject, max(asked) AS asked FROM request_counts WHERE minute >= %(minute)s
        GROUP BY subject ORDER BY asked DESC LIMIT 1000""",
        {"minute": minute},
    )


def forget(before: int) -> Statement:
    """Minutes that are over; a few at a time."""
    return Statement(
        """DELETE FROM request_counts WHERE (subject, minute) IN (
            SELECT subject, minute FROM request_counts WHERE minute < %(before)s
            ORDER BY subject, minute LIMIT 1000 FOR UPDATE SKIP LOCKED)""",
        {"before": before},
    )
