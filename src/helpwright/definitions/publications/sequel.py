"""What others do in the commit in which a publication goes live."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from helpwright.definitions.publications.model import Publication
from helpwright.platform.database import Session

Sequel = Callable[[Session, Publication, datetime], Awaitable[None]]
"""Carries out what `wish.sequel` of the publication asks for, in the open transaction of its switch."""


async def no_sequel(_session: Session, _publication: Publication, _at: datetime) -> None:
    """Nothing follows."""
