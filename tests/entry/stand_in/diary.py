"""What the stand-ins note down when they end: their name, and whether the database was still there."""

import socket
from pathlib import Path


def note(name: str, data_dir: Path) -> None:
    database = "gone"
    try:
        port = int((data_dir / "postgres" / "port").read_text())
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
        database = "there"
    except OSError:
        pass
    with (data_dir / "diary").open("a") as out:
        out.write(f"{name} database {database}\n")
