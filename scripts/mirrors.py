"""Carries the machine's own pip and npm configuration over to the tools the set-up uses.

uv reads neither pip.conf nor PIP_* variables, and the Node of the set-up does not know the npm configuration of the
machine's Node. What pip would do (`pip config list`) is therefore translated to uv's variables; what a person set for
uv or npm directly always wins.
"""

import ast
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

PIP_SECTIONS = ("global", "install", ":env:")
"""Sections that matter for `pip install`, the weakest first."""

ONE_TO_ONE = {
    "index-url": "UV_DEFAULT_INDEX",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "timeout": "UV_HTTP_TIMEOUT",
    "retries": "UV_HTTP_RETRIES",
    "proxy": "ALL_PROXY",
}
"""pip setting → variable that uv reads, for single values."""

OLDER_NAMES = {
    "UV_DEFAULT_INDEX": ("UV_INDEX_URL",),
    "UV_INDEX": ("UV_EXTRA_INDEX_URL",),
    "UV_HTTP_TIMEOUT": ("UV_REQUEST_TIMEOUT", "HTTP_TIMEOUT"),
    "ALL_PROXY": ("HTTPS_PROXY", "https_proxy", "all_proxy"),
}
"""Other names under which a person may already have set the same thing."""


@dataclass(frozen=True)
class Mirrors:
    """What uv is started with so that it downloads from where pip would."""

    environment: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    ignored: tuple[tuple[str, str], ...] = ()
    """(setting, entry) of entries that name a folder or file which does not exist."""


def read_pip_settings(listing: str) -> dict[str, str]:
    """Settings in force for `pip install`, from the text that `pip config list` prints."""
    found: dict[str, dict[str, str]] = {section: {} for section in PIP_SECTIONS}
    for line in listing.splitlines():
        name, equals, literal = line.partition("=")
        section, dot, key = name.strip().rpartition(".")
        if not equals or not dot or section not in found:
            continue
        try:
            value = ast.literal_eval(literal)
        except (SyntaxError, ValueError):
            continue
        found[section][key] = str(value)
    return {key: value for section in PIP_SECTIONS for key, value in found[section].items()}


def is_missing(entry: str) -> bool:
    """Whether an entry names a place on this machine that does not exist; addresses of servers never do."""
    parts = urlsplit(entry)
    if parts.scheme == "file":
        return not Path(unquote(parts.path)).exists()
    if "://" in entry:
        return False
    return not Path(entry).expanduser().exists()


def translate(settings: Mapping[str, str], present: Mapping[str, str]) -> Mirrors:
    """Environment and arguments of uv for pip's settings; `present` is the environment a person already has."""
    wanted: dict[str, str] = {}
    ignored: list[tuple[str, str]] = []

    def existing(key: str, separators: str | None = None) -> list[str]:
        entries = settings.get(key, "").split(separators)
        ignored.extend((key, entry) for entry in entries if is_missing(entry))
        return [entry for entry in entries if not is_missing(entry)]

    for key, variable in ONE_TO_ONE.items():
        value = settings.get(key, "").strip()
        if key in {"cert", "client-cert", "index-url"} and value and is_missing(value):
            ignored.append((key, value))
        elif value:
            wanted[variable] = value
    indexes = existing("extra-index-url")
    if indexes:
        wanted["UV_INDEX"] = " ".join(indexes)
        # pip looks in all indexes, uv in the first that knows the name; the hashes decide what may be installed.
        wanted["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    links = existing("find-links")
    if links:
        wanted["UV_FIND_LINKS"] = ",".join(links)
    hosts = settings.get("trusted-host", "").split()
    if hosts:
        wanted["UV_INSECURE_HOST"] = " ".join(hosts)
    without_index = settings.get("no-index", "").lower() in {"1", "true", "yes", "on"}
    return Mirrors(
        environment={name: value for name, value in wanted.items() if not is_set(name, present)},
        arguments=("--no-index",) if without_index else (),
        ignored=tuple(ignored),
    )


def is_set(variable: str, present: Mapping[str, str]) -> bool:
    """Whether a person set this variable, or an older name of it."""
    return any(present.get(name) for name in (variable, *OLDER_NAMES.get(variable, ())))


def pip_settings(python: Path) -> dict[str, str]:
    """Settings that the pip of this interpreter would use; none when pip cannot tell."""
    run = subprocess.run(
        [str(python), "-m", "pip", "config", "list", "--disable-pip-version-check"],
        capture_output=True,
        text=True,
        check=False,
    )
    return read_pip_settings(run.stdout) if run.returncode == 0 else {}


def npm_environment(settings: Mapping[str, str], present: Mapping[str, str], path: Iterable[Path]) -> dict[str, str]:
    """Variables for npm: the machine-wide npm configuration, and pip's certificates where npm has none of its own.

    `path` lists the folders to look in for the machine's own npm.
    """
    added: dict[str, str] = {}
    machine_npm = shutil.which("npm", path=os.pathsep.join(str(folder) for folder in path))
    if machine_npm and not any(present.get(name) for name in ("npm_config_globalconfig", "NPM_CONFIG_GLOBALCONFIG")):
        run = subprocess.run(
            [machine_npm, "config", "get", "globalconfig"], capture_output=True, text=True, check=False
        )
        file = Path(run.stdout.strip() or "-")
        if run.returncode == 0 and file.is_file():
            added["npm_config_globalconfig"] = str(file)
    certificate = settings.get("cert", "")
    if certificate and not is_missing(certificate) and not present.get("NODE_EXTRA_CA_CERTS"):
        added["NODE_EXTRA_CA_CERTS"] = certificate
    return added
