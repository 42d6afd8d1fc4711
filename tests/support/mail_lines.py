"""A real SMTP server as a program: its address, then each mail it takes, as one line of JSON on standard output.

`python -m tests.support.mail_lines` ends when its standard input is closed.
"""

import asyncio
import json
import sys
import threading
from email import message_from_bytes
from email.policy import default
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session


def say(line: dict[str, Any]) -> None:
    """One line for whoever started us."""
    print(json.dumps(line), flush=True)  # noqa: T201 -- the journeys read these lines


class Lines:
    """Takes every mail and says it."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Called by aiosmtpd when a mail is complete."""
        message = message_from_bytes(cast("bytes", envelope.content), policy=default)
        body = message.get_body(("plain",))
        say(
            {
                "from": str(message["From"]),
                "to": list(envelope.rcpt_tos),
                "subject": str(message["Subject"]),
                "message_id": str(message["Message-ID"]),
                "text": body.get_content() if body is not None else "",
            },
        )
        return "250 taken"


async def main() -> None:
    """Serve until nobody listens to us any more."""
    loop = asyncio.get_running_loop()
    lines = Lines()
    server = await loop.create_server(lambda: SMTP(lines, loop=loop), "127.0.0.1", 0)
    say({"url": f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"})
    ended = asyncio.Event()

    def wait_for_end() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=wait_for_end, daemon=True).start()
    await ended.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
