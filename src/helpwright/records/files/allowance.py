"""How much people without an account may leave lying about: uploads that no submission has taken up yet."""

from datetime import datetime, timedelta
from math import ceil

from helpwright.kernel.errors import TooMany
from helpwright.platform.database import Row

HOUR = timedelta(hours=1)
MOST_OF_ADDRESS = 300 * 1024 * 1024
"""Bytes that one client address may upload in an hour."""

MOST_IN_ALL = 5 * 1024 * 1024 * 1024
"""Bytes that may wait in all; what no submission takes up goes after a day."""

LEAST_COUNTED = 64 * 1024
"""A small file counts as this many bytes, so that the number of files has an end too."""


def require_room(waiting: Row, size: int, now: datetime, limit: int) -> None:
    """Whether `size` more bytes may come. `waiting` is the row of `uploads_waiting`, `limit` that of the field.

    Whatever the field allows may be sent at least once.

    Raises TooMany `too_many_uploads`; it may be tried again when the oldest upload of the address no longer counts,
    or in an hour when all together have left too much.
    """
    more = max(size, LEAST_COUNTED)
    if waiting["of_address"] + more > max(MOST_OF_ADDRESS, limit):
        oldest: datetime = waiting["oldest"]
        raise TooMany("too_many_uploads", retry_after=max(1, ceil((oldest + HOUR - now).total_seconds())))
    if waiting["in_all"] + more > MOST_IN_ALL:
        raise TooMany("too_many_uploads", retry_after=round(HOUR.total_seconds()))
