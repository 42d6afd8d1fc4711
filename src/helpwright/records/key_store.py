"""SQL of the data keys of sensitive values. Private to this concept."""

from collections.abc import Collection, Mapping
from uuid import UUID

from helpwright.platform.statement import Statement


def keys_by_id(ids: Collection[UUID]) -> Statement:
    """Rows `{id, wrapped}` of those that are still there."""
    return Statement("SELECT id, wrapped FROM record_keys WHERE id = ANY(%(ids)s)", {"ids": list(ids)})


def keys_after(after: UUID, most: int) -> Statement:
    """A page of all, in the order of their ids; locked, so that none is deleted and written again."""
    return Statement(
        f"SELECT id, wrapped FROM record_keys WHERE id > %(after)s ORDER BY id LIMIT {most:d} FOR UPDATE",
        {"after": after},
    )


def wrap(keys: Mapping[UUID, str]) -> Statement:
    """Data keys wrapped anew."""
    return Statement(
        """UPDATE record_keys k SET wrapped = v.wrapped
        FROM unnest(%(ids)s::uuid[], %(wrapped)s::text[]) AS v (id, wrapped) WHERE k.id = v.id""",
        {"ids": list(keys), "wrapped": list(keys.values())},
    )


def destroy(form: str, record_id: UUID) -> Statement:
    """The data keys of a record, and with them its sensitive values wherever a copy lies; a row `{id}` for each."""
    return Statement(
        "DELETE FROM record_keys WHERE form = %(form)s AND record_id = %(record)s RETURNING id",
        {"form": form, "record": record_id},
    )
