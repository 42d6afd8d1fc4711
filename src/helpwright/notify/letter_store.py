"""SQL of letters: what mails have beside their text, kept until they are sent. Private to this concept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.platform.database import Statement
from helpwright.platform.letter import Letter


def keep(letters: Sequence[tuple[UUID, Letter]], at: datetime) -> list[Statement]:
    """With the messages of these ids."""
    return [
        Statement(
            "INSERT INTO message_letters (message_id, content, created_at) VALUES (%(id)s, %(content)s, %(at)s)",
            {"id": message, "content": letter.pack(), "at": at},
        )
        for message, letter in letters
    ]


def of_message(message: UUID) -> Statement:
    """Row `{content}`, none when it was sent or has waited too long."""
    return Statement("SELECT content FROM message_letters WHERE message_id = %(id)s", {"id": message})


def forget(message: UUID) -> Statement:
    """Delete the letter of a message that has gone out."""
    return Statement("DELETE FROM message_letters WHERE message_id = %(id)s", {"id": message})


def forget_before(at: datetime) -> Statement:
    """Delete letters that were written before; their messages stay, as text."""
    params: dict[str, Any] = {"at": at}
    return Statement("DELETE FROM message_letters WHERE created_at < %(at)s", params)
