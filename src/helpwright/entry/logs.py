"""Logs on standard error: one line an event, readable by people and machines."""

import logging
import re
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog

_DETAIL = re.compile(
    r"\nDETAIL:  .*?(?=\n(?:HINT|CONTEXT|QUERY|LINE \d+):?|\n\n(?:The above|During handling)|\Z)", re.DOTALL
)
"""What the database adds to a refusal: the key or the whole row that it refused, which people have written."""


def without_values(text: str) -> str:
    """The text of an error of the database without the values it was about; any other text as it is."""
    return _DETAIL.sub("", text)


def _without_values(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = without_values(value)
    return event


class Unfailing:
    """A stream whose lines may be lost: that the disk of the log is full must break nothing that is only told there."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """As far as there is room."""
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """As far as there is room."""
        with suppress(OSError):
            self._stream.flush()


class OneLine(logging.Formatter):
    """Whatever a message holds stays in its line, so that nobody who has a word in it writes lines of their own."""

    def format(self, record: logging.LogRecord) -> str:
        """As it was, with every sign that would end the line or steer a terminal written out."""
        text = without_values(super().format(record))
        return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def configure_logs(level: int = logging.WARNING) -> None:
    """Set up structlog and the standard library's logging alike."""
    stream = cast("TextIO", Unfailing(sys.stderr))
    handler = logging.StreamHandler(stream)
    handler.setLevel(level)  # some libraries set the level of their own loggers
    handler.setFormatter(OneLine("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _without_values,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
