"""A mail server in the environment that cannot be one is said by the worker, wholly in each language."""

from pathlib import Path

import pytest

from helpwright.entry.cli import main
from helpwright.entry.serve_errors import MISCONFIGURED


@pytest.mark.parametrize("terminal", ["C.UTF-8", "zh_CN.UTF-8"])
def test_an_unusable_mail_server_ends_the_worker_with_a_sentence(
    terminal: str,
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LC_ALL", terminal)
    monkeypatch.setenv("HELPWRIGHT_DATABASE_URL", database)
    monkeypatch.setenv("HELPWRIGHT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HELPWRIGHT_SMTP_URL", "smtp://me:secret@mail.example.com?tls=maybe")
    assert main(["_worker"]) == MISCONFIGURED
    said = capsys.readouterr().err
    assert "HELPWRIGHT_SMTP_URL cannot be used: tls must be starttls, implicit or none" in said
    assert "HELPWRIGHT_SMTP_URL 不可用：tls 只能是 starttls、implicit 或 none" in said
    assert "secret" not in said
