"""A public address in the environment that cannot be one is said at the start, by every part that uses it."""

from pathlib import Path

import pytest

from helpwright.entry.cli import main
from helpwright.entry.public_url import with_checked_url
from helpwright.entry.serve_errors import MISCONFIGURED
from helpwright.entry.wiring import Product
from helpwright.platform.settings import Environment


@pytest.mark.parametrize("command", [["_web", "--fd", "0"], ["_worker"]])
@pytest.mark.parametrize("url", ["desk.example.com", "https://desk.example.com/desk", "https://[", "ftp://a.example"])
def test_an_unusable_address_ends_the_part_with_a_sentence(
    command: list[str], url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HELPWRIGHT_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    monkeypatch.setenv("HELPWRIGHT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HELPWRIGHT_PUBLIC_URL", url)
    assert main(command) == MISCONFIGURED
    said = capsys.readouterr().err
    assert f"HELPWRIGHT_PUBLIC_URL={url}" in said
    assert "https://desk.example.com:8443" in said
    assert len(said.splitlines()) == 2


def test_the_product_knows_its_own_pages_by_the_address_as_browsers_write_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPWRIGHT_PUBLIC_URL", " HTTPS://Desk.Example.com/ ")
    environment = with_checked_url(Environment.read(tmp_path))
    product = Product.build(environment, "postgresql://nobody@127.0.0.1:1/nothing")
    assert product.gate.own_url == "https://desk.example.com"
    product.gate.passwords.close()
    monkeypatch.delenv("HELPWRIGHT_PUBLIC_URL")
    assert with_checked_url(Environment.read(tmp_path)).public_url is None
