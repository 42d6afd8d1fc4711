"""The command line. A command's module is loaded only when asked for, so that `serve` stays a small process."""

import argparse
import importlib
import os
import select
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from helpwright.entry.garbage import unwatched
from helpwright.entry.left_by_root import leaving_to_server
from helpwright.entry.serve_errors import CannotServe
from helpwright.kernel.errors import Unavailable
from helpwright.platform.database_url import DatabaseSilent, DatabaseUnusable
from helpwright.platform.postgres.errors import PostgresUnavailable
from helpwright.platform.settings import Environment
from helpwright.platform.terminal import complain_text, sentence, terminal_locale

COMMANDS = (
    "serve",
    "setup",
    "worker",
    "migrate",
    "blueprint",
    "sample",
    "catalogue",
    "openapi",
    "audit",
    "backup",
    "restore",
    "doctor",
    "alive",
    "rotate-key",
)
_SIGPIPE = 141
HIDDEN = {"_certificate": "certificate", "_web": "web", "_worker": "background", "_setup_link": "setup_link"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status, 141 where nobody reads what it says any more, as after `| head`."""
    try:
        status = _run(arguments)
        _flush()
    except BrokenPipeError:
        if not _unheard():
            raise
        return _SIGPIPE
    return status


def _flush() -> None:
    """Say what was not said yet. Raises BrokenPipeError; of a full disk the interpreter tells at its end."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError:
        return


def _run(arguments: Sequence[str] | None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    name = given[0] if given else ""
    if name not in (*COMMANDS, *HIDDEN):
        locale = terminal_locale()
        print("helpwright", "COMMAND …")
        for command in COMMANDS:
            print(f"  {command:10} {sentence(f'command_{_module(command)}', {}, locale)}")
        return 0 if name in {"", "-h", "--help"} else 2
    with unwatched():
        module = importlib.import_module(f"helpwright.entry.commands.{HIDDEN.get(name, _module(name))}")
    parser = argparse.ArgumentParser(prog=f"helpwright {name}")
    module.configure(parser)
    options = parser.parse_args(given[1:])
    try:
        with _around(name, options):
            status: int = module.run(options)
    except (CannotServe, DatabaseUnusable, PostgresUnavailable) as error:
        complain_text(str(error))
        return 1
    except Unavailable as error:
        if error.code != DatabaseSilent.fixed_code:
            raise
        complain_text(str(DatabaseSilent()))
        return 1
    return status


def _around(name: str, options: argparse.Namespace) -> AbstractContextManager[None]:
    """What a command of a person does in a data folder stays usable by the account that serves it."""
    if name in HIDDEN or "data_dir" not in options:
        return nullcontext()
    return leaving_to_server(Environment.read(options.data_dir).data_dir)


def _unheard() -> bool:
    """Whether our output leads nowhere; then what is left of it is thrown away, or the end would complain again."""
    output = sys.stdout.fileno()
    looked = select.poll()
    looked.register(output, 0)
    if not any(happened & (select.POLLERR | select.POLLHUP) for _, happened in looked.poll(0)):
        return False
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, output)
    os.close(nowhere)
    return True


def _module(command: str) -> str:
    return command.replace("-", "_")


if __name__ == "__main__":
    sys.exit(main())
