"""Runs the real supervisor with the options in argv[1] (JSON) and the stand-ins beside this file as its children."""

import json
import os
import sys
from pathlib import Path
from signal import SIGTERM

from helpwright.entry.supervisor import ServeOptions, serve
from helpwright.platform.processes import Apart, Child, start_child

HERE = Path(__file__).parent


def command(name: str, *more: str) -> tuple[str, ...]:
    return (sys.executable, "-S", str(HERE / f"{name}.py"), *more)


def greet(_address: str) -> Child:
    return start_child((sys.executable, "-S", "-c", "print('Hello')"), death_signal=SIGTERM, apart=Apart.GROUP)


def main() -> int:
    given = json.loads(sys.argv[1])
    current = given.pop("current", True)
    for name in ("data_dir", "tls_cert", "tls_key"):
        if name in given:
            given[name] = Path(given[name])
    given.setdefault("database_url", os.environ.get("HELPWRIGHT_DATABASE_URL"))
    given["web_command"] = command("web", *given.pop("web", []))
    given["worker_command"] = command("worker", *given.pop("worker", []))
    given["migrate_command"] = command("migrate", *given.pop("migrate", []))
    given.setdefault("port", 0)
    if given.pop("greets", False):
        given["on_ready"] = greet
    return serve(ServeOptions(**given, is_current=(lambda _url: True) if current else None))


if __name__ == "__main__":
    sys.exit(main())
