"""What pip is configured with reaches uv; what a person set for uv wins."""

from pathlib import Path

import pytest

from mirrors import Mirrors, read_pip_settings, translate


def test_stronger_sections_win_and_other_commands_are_left_out() -> None:
    listing = (
        "global.index-url='https://one/simple'\n"
        "install.index-url='https://two/simple'\n"
        "download.index-url='https://never/simple'\n"
        ":env:.timeout='60'\n"
        "global.timeout='15'\n"
        "nonsense\n"
        "global.broken=\n"
    )
    assert read_pip_settings(listing) == {"index-url": "https://two/simple", "timeout": "60"}


def test_every_setting_becomes_a_variable_of_uv(tmp_path: Path) -> None:
    certificate = tmp_path / "company.pem"
    certificate.touch()
    settings = {
        "index-url": "https://mirror/simple",
        "extra-index-url": f"https://other/simple\nfile://{tmp_path}",
        "find-links": f"{tmp_path} https://links/",
        "cert": str(certificate),
        "trusted-host": "mirror other:8080",
        "timeout": "60",
        "proxy": "http://proxy:3128",
        "no-index": "yes",
    }
    assert translate(settings, {}) == Mirrors(
        environment={
            "UV_DEFAULT_INDEX": "https://mirror/simple",
            "SSL_CERT_FILE": str(certificate),
            "UV_HTTP_TIMEOUT": "60",
            "ALL_PROXY": "http://proxy:3128",
            "UV_INDEX": f"https://other/simple file://{tmp_path}",
            "UV_INDEX_STRATEGY": "unsafe-best-match",
            "UV_FIND_LINKS": f"{tmp_path},https://links/",
            "UV_INSECURE_HOST": "mirror other:8080",
        },
        arguments=("--no-index",),
    )


def test_places_that_do_not_exist_are_left_out_and_named(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    settings = {"find-links": str(gone), "extra-index-url": f"file://{gone}/simple", "cert": str(gone)}
    carried = translate(settings, {})
    assert carried.environment == {}
    assert set(carried.ignored) == {
        ("find-links", str(gone)),
        ("extra-index-url", f"file://{gone}/simple"),
        ("cert", str(gone)),
    }


@pytest.mark.parametrize("name", ["UV_DEFAULT_INDEX", "UV_INDEX_URL"])
def test_what_is_set_for_uv_itself_wins(name: str) -> None:
    assert translate({"index-url": "https://pip/simple"}, {name: "https://uv/simple"}).environment == {}


def test_nothing_set_changes_nothing() -> None:
    assert translate({}, {}) == Mirrors()
