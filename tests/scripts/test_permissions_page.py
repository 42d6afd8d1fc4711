import permissions_page


def test_the_page_says_what_the_code_does() -> None:
    assert permissions_page.PAGE.read_text(encoding="utf-8") == permissions_page.page(), (
        "run .venv/bin/python scripts/permissions_page.py"
    )
