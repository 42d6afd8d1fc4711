"""Logs on standard error: one line an event, readable by people and machines."""

import logging
import sys
from contextlib import suppress
from typing import TextIO, cast

import structlog


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
        return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in super().format(record))


def configure_logs(level: int = logging.WARNING) -> None:
    """Set up structlog and the standard library's logging alike."""
    stream = cast("TextIO", Unfailing(sys.stderr))
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OneLine("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
