"""The files of `deploy/` and the docs beside them: what they say about the program is true, and they are well formed.

Where an engine, systemd, nginx or Caddy is on the machine, it has the last word.
"""

import re
import shutil
import subprocess
import tempfile
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from helpwright.entry.beat import LOOK_SECONDS
from helpwright.entry.cli import COMMANDS
from helpwright.platform.outside_network import VARIABLE as OUTSIDE_NETWORKS
from helpwright.platform.settings import Environment

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
INSTRUCTIONS = {"FROM", "ARG", "RUN", "COPY", "USER", "WORKDIR", "ENV", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK"}
INSTRUCTIONS |= {"ENTRYPOINT", "CMD"}
SETTINGS = {f"HELPWRIGHT_{name.upper()}" for name in Environment.__dataclass_fields__} | {OUTSIDE_NETWORKS}
GUIDES = sorted((ROOT / "docs" / "how-to").glob("*.md")) + sorted((ROOT / "docs" / "explanation").glob("sizing*.md"))


def lines_of(name: str) -> list[str]:
    """Without comments, joined where they go on."""
    text = re.sub(r"^\s*#.*\n", "", (DEPLOY / name).read_text("utf-8"), flags=re.MULTILINE)
    return [line for line in re.sub(r"\\\n\s*", "", text).splitlines() if line.strip()]


def test_the_container_file() -> None:
    instructions = [line.split(None, 1) for line in lines_of("Containerfile")]
    assert {name for name, _ in instructions} <= INSTRUCTIONS
    assert instructions[0] == ["ARG", "BASE=docker.io/library/python:3.13-slim"]
    assert instructions[1] == ["FROM", "${BASE}"]
    by_name = dict(instructions)
    assert by_name["USER"] == "helpwright", "not root"
    assert by_name["ENTRYPOINT"] == '["helpwright"]'
    assert by_name["CMD"].startswith('["serve"')
    assert '["helpwright", "alive"]' in by_name["HEALTHCHECK"]


def test_the_compose_file() -> None:
    document: dict[str, Any] = YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text("utf-8"))
    services = document["services"]
    assert {"database", "helpwright"} == {*services}
    ours = services["helpwright"]
    assert {*ours["environment"]} <= SETTINGS
    assert (DEPLOY / ours["build"]["context"]).resolve() == ROOT
    assert (ROOT / ours["build"]["dockerfile"]).is_file()
    assert ours["healthcheck"]["test"] == ["CMD", "helpwright", "alive"]
    assert ours["depends_on"]["database"]["condition"] == "service_healthy"
    volumes = {volume.split(":")[0] for service in services.values() for volume in service["volumes"]}
    assert volumes == {*document["volumes"]}


def test_the_unit() -> None:
    unit = RawConfigParser(strict=False, delimiters=("=",))
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # names of systemd have capitals
    unit.read(DEPLOY / "helpwright.service")
    assert unit.sections() == ["Unit", "Service", "Install"]
    service = unit["Service"]
    assert service["ExecStart"].split()[1] == "serve"
    assert int(service["TimeoutStopSec"]) > 20, "longer than the program takes"
    assert service["KillMode"] == "mixed"
    assert service["Type"] == "notify"
    assert int(service["WatchdogSec"]) >= 4 * LOOK_SECONDS, "it says so every few seconds"
    assert service["WatchdogSignal"] == "SIGKILL", "a stopped process hears nothing else"
    assert service["Restart"] == "on-failure"
    if shutil.which("systemd-analyze") is not None:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "helpwright.service"
            copy.write_text(
                (DEPLOY / "helpwright.service").read_text().replace("/opt/helpwright/bin/helpwright", "/bin/true")
            )
            checked = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False)
        assert "helpwright.service:" not in checked.stderr, checked.stderr


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_the_proxies(name: str) -> None:
    text = "\n".join(lines_of(name))
    assert text.count("{") == text.count("}")
    assert "127.0.0.1:8000" in text
    if name == "nginx.conf":
        statements = [line.strip() for line in text.splitlines()]
        assert all(line.endswith((";", "{", "}")) for line in statements), "every statement ends"
        for header in ("Host", "X-Forwarded-For", "X-Forwarded-Proto", "Upgrade", "Connection"):
            assert f"proxy_set_header {header} " in text


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_guides_name_what_there_is(page: Path) -> None:
    text = page.read_text("utf-8")
    known = {*COMMANDS}
    named = set(re.findall(r"(?<![/\w-])helpwright ([a-z]+(?:-[a-z]+)*)\b", "\n".join(code_of(text))))
    assert named <= known, named - known
    assert {*re.findall(r"HELPWRIGHT_[A-Z_]+\b", text)} <= SETTINGS
    for target in re.findall(r"\]\(((?:\.\./|[\w-]+/|[\w-]+\.)[^)#]*)", text):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize(
    "page", [page for page in GUIDES if not page.name.endswith(".zh-CN.md")], ids=lambda page: page.name
)
def test_guides_are_there_in_both_languages(page: Path) -> None:
    chinese = page.with_name(f"{page.stem}.zh-CN.md")
    texts = [each.read_text("utf-8") for each in (page, chinese)]
    assert f"]({chinese.name})" in texts[0]
    assert f"]({page.name})" in texts[1]
    one, other = ({*re.findall(r"helpwright [a-z-]+|--[a-z]+[a-z-]*|HELPWRIGHT_[A-Z_]+", text)} for text in texts)
    assert one == other


def code_of(text: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`]+)`", text.replace("```", "`"))


def test_guides_for_people_are_there_in_both_languages() -> None:
    for name in ("install", "backup", "upgrade"):
        for ending in (".md", ".zh-CN.md"):
            page = ROOT / "docs" / "how-to" / f"{name}{ending}"
            assert page.is_file(), page.name
    english = (ROOT / "docs" / "how-to" / "backup.md").read_text("utf-8")
    chinese = (ROOT / "docs" / "how-to" / "backup.zh-CN.md").read_text("utf-8")
    commands = re.compile(r"^\s*(helpwright .*?)(?:\s+#.*)?$", re.MULTILINE)
    assert [each.strip() for each in commands.findall(english)] == [each.strip() for each in commands.findall(chinese)]
