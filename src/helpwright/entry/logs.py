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


def configure_logs(level: int = logging.WARNING) -> None:
    """Set up structlog and the standard library's logging alike."""
    stream = cast("TextIO", Unfailing(sys.stderr))
    logging.basicConfig(level=level, stream=stream, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True)
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
