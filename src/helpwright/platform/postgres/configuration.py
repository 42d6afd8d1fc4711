"""The server's settings: small machine, many small commits, no personal data in its log."""

import os
from collections.abc import Mapping
from pathlib import Path

from helpwright.platform.postgres.binaries import Binaries

_MAX_SOCKET_FOLDER_BYTES = 100 - len("/.s.PGSQL.65535")
_OLDEST_WITH_IO_METHOD = 18
_MEBIBYTE = 1024 * 1024


def socket_folder(run_folder: Path) -> Path | None:
    """The folder for the Unix socket, or None when the socket's path would be too long for the system."""
    return run_folder if len(os.fsencode(run_folder)) <= _MAX_SOCKET_FOLDER_BYTES else None


def server_settings(
    binaries: Binaries, *, port: int, run_folder: Path, log_folder: Path, durable: bool
) -> dict[str, str]:
    """Name → value, unquoted. Without `durable` a crash of the machine loses everything: for tests only."""
    sockets = socket_folder(run_folder)
    memory_mib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _MEBIBYTE
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "" if sockets is None else _quoted_folder(sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "password_encryption": "scram-sha-256",
        "shared_buffers": "64MB",
        "huge_pages": "off",
        "effective_cache_size": f"{max(256, memory_mib // 2)}MB",
        "work_mem": "8MB",
        "maintenance_work_mem": "64MB",
        "max_parallel_workers_per_gather": "1",
        "jit": "off",
        "random_page_cost": "1.1",
        "synchronous_commit": "on",
        "wal_buffers": "4MB",
        "min_wal_size": "128MB",
        "max_wal_size": "1GB",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        "max_logical_replication_workers": "0",
        "autovacuum_naptime": "20s",
        "autovacuum_max_workers": "2",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "default_text_search_config": "pg_catalog.simple",
        "logging_collector": "on",
        "log_directory": str(log_folder),
        "log_filename": "postgresql-%a.log",
        "log_file_mode": "0600",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_line_prefix": "%m [%p] %u@%d ",
        "log_checkpoints": "off",
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
    }
    if binaries.major >= _OLDEST_WITH_IO_METHOD:
        settings["io_method"] = "sync"
    if not durable:
        settings |= {
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "wal_level": "minimal",
            "max_wal_senders": "0",
        }
    return settings


def configuration_text(settings: Mapping[str, str], custom: Path) -> str:
    """The configuration file. The administrator's own file `custom`, when there is one, comes last and wins."""
    lines = [
        f"# Written at every start. Settings of your own go into {custom.name} beside this file.",
        *(f"{name} = {_quoted(value)}" for name, value in settings.items()),
        *([f"include {_quoted(custom.name)}"] if custom.exists() else []),
    ]
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _quoted_folder(folder: Path) -> str:
    return '"' + str(folder).replace('"', '""') + '"'
