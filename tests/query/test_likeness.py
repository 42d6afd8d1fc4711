"""What is looked for in texts as it stands, and what whatever its case; the database finds the same either way."""

from itertools import product
from typing import Any

import pytest

from helpwright.query.likeness import like
from tests.support.office import Office

PLAIN = ("掉线", "13800138000", "3-4 层", "%", "_\\", "", "№５", "한국")
LETTERS = ("printer", "Ⓐ", "ß", "İ", "ǅ", "Ωμέγα", "ա", "e\N{COMBINING ACUTE ACCENT}", "a1b")
MIXED = {"GD20261130-0001": "20261130-0001", "VPN断开了": "断开了", "路由 TP-Link 12": "路由 ", "x99999 y1": "99999 "}


def _asked(text: str, how: str = "contains") -> tuple[str, list[str]]:
    values: list[str] = []

    def param(value: str) -> str:
        values.append(value)
        return f"${len(values)}"

    return like(how, text, param)("r.x"), values


@pytest.mark.parametrize("text", PLAIN)
def test_what_has_no_case_is_looked_for_as_it_stands(text: str) -> None:
    assert _asked(text)[0] == "(r.x LIKE $1)"


@pytest.mark.parametrize("text", LETTERS)
def test_letters_are_found_whatever_their_case(text: str) -> None:
    assert _asked(text)[0] == "(r.x ILIKE $1)"


@pytest.mark.parametrize("text", MIXED)
def test_of_both_the_longest_part_without_case_is_looked_for_first(text: str) -> None:
    assert _asked(text) == ("(r.x LIKE $1 AND r.x ILIKE $2)", [f"%{MIXED[text]}%", f"%{text}%"])
    assert _asked(text, "starts")[1] == [f"%{MIXED[text]}%", f"{text}%"]


def test_signs_of_patterns_stand_for_themselves() -> None:
    assert _asked("50%_\\", "ends") == ("(r.x LIKE $1)", ["%50\\%\\_\\\\"])


async def test_the_database_finds_the_same_as_without_regard_to_case(office: Office) -> None:
    texts = [
        *PLAIN,
        *LETTERS,
        *MIXED,
        "PRINTER 打印机",
        "gd20261130-0001",
        "vpn断开了",
        "SS",
        "i\N{COMBINING DOT ABOVE}",
    ]
    texts += [each.upper() for each in texts] + [each.lower() for each in texts]
    for text, how in product(texts, ("contains", "starts", "ends")):
        params: dict[str, Any] = {"texts": texts}

        def param(value: str, params: dict[str, Any] = params) -> str:
            name = f"p{len(params)}"
            params[name] = value
            return f"%({name})s"

        found = like(how, text, param)("t")
        whole = param({"contains": "%{}%", "starts": "{}%", "ends": "%{}"}[how].format(_escaped(text)))
        rows = await office.rows(
            f"SELECT t FROM unnest(%(texts)s::text[]) t WHERE {found} IS DISTINCT FROM (t ILIKE {whole})",  # noqa: S608 -- of this test
            **params,
        )
        assert rows == [], (text, how)


def _escaped(text: str) -> str:
    return "".join(f"\\{each}" if each in "\\%_" else each for each in text)
