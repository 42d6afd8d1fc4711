"""What can keep the private PostgreSQL from running; each error's sentence is in `platform/terminal/*.json`."""

from pathlib import Path
from typing import ClassVar

from helpwright.kernel.errors import Unavailable
from helpwright.platform.terminal import sentences


class PostgresUnavailable(Unavailable):
    """The private PostgreSQL cannot run.

    `str()` is a plain sentence in Chinese and English, then what a program said where there is such `output`.
    """

    fixed_code: ClassVar[str]

    def __init__(self, **data: object) -> None:
        super().__init__(self.fixed_code, **data)

    def __str__(self) -> str:
        output = self.data.get("output")
        return sentences(self.code, self.data) + (f"\n{output}" if output else "")


class BinariesMissing(PostgresUnavailable):
    """No PostgreSQL of a usable version on this machine."""

    fixed_code = "postgres_missing"


class BinariesTooOld(PostgresUnavailable):
    """Only versions that are too old; `found` lists them, `oldest` is the first usable major version."""

    fixed_code = "postgres_too_old"


class OtherMajorVersion(PostgresUnavailable):
    """The stored data belongs to another major version: `stored` against `available`."""

    fixed_code = "postgres_other_major"


class ClusterDamaged(PostgresUnavailable):
    """The `folder` exists and is no database."""

    fixed_code = "postgres_cluster_damaged"


class AccountMissing(PostgresUnavailable):
    """We are root, and there is neither `postgres` nor `nobody` to step down to."""

    fixed_code = "postgres_account_missing"


class AccountNameless(PostgresUnavailable):
    """The user `uid` has no entry in the machine's list of users; the programs that make a database want its name."""

    fixed_code = "postgres_account_nameless"


class AccountRefused(PostgresUnavailable):
    """We are root, and may not step down to `account`; `reason` is the system's."""

    fixed_code = "postgres_account_refused"


class FolderUnreachable(PostgresUnavailable):
    """The `obstacle` keeps `account` from `folder`."""

    fixed_code = "postgres_folder_unreachable"

    def __init__(self, *, obstacle: Path, account: str, folder: Path) -> None:
        super().__init__(obstacle=obstacle, account=account, folder=folder)
        self.obstacle = obstacle


class FolderNotWritable(PostgresUnavailable):
    """We cannot create or write `folder`; `reason` is the system's."""

    fixed_code = "postgres_folder_not_writable"


class FolderOfOther(PostgresUnavailable):
    """The `folder` belongs to the account `owner`, and we are not root."""

    fixed_code = "postgres_folder_of_other"


class ServerInUse(PostgresUnavailable):
    """Another launcher holds the same data `folder`."""

    fixed_code = "postgres_in_use"


class LeftoverServer(PostgresUnavailable):
    """A server of an earlier run (`pids`) on this data does not end."""

    fixed_code = "postgres_leftover"


class InitializationFailed(PostgresUnavailable):
    """Making the database failed; `output` is what the program said."""

    fixed_code = "postgres_init_failed"


class StartFailed(PostgresUnavailable):
    """The server ended while starting; `output` is the end of its log."""

    fixed_code = "postgres_start_failed"


class StartTimedOut(PostgresUnavailable):
    """The server lives and is not ready after `seconds`."""

    fixed_code = "postgres_start_timed_out"


class NoFreePort(PostgresUnavailable):
    """No port on the loopback interface could be bound."""

    fixed_code = "postgres_no_port"


class ToolMissing(PostgresUnavailable):
    """The program `tool` is not on this machine in the `major` version of the server or a newer one."""

    fixed_code = "postgres_tool_missing"


class ToolFailed(PostgresUnavailable):
    """The program `tool` ended with `status`; `output` is the end of what it said."""

    fixed_code = "postgres_tool_failed"
