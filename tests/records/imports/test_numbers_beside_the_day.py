"""Numbers of a sheet of the past and of records that are made meanwhile: each is given once."""

import asyncio
import math
from collections.abc import Sequence

import pytest

from helpwright.forms.form import Form
from helpwright.platform.database import Statement
from helpwright.records.imports import store
from tests.records.imports.test_imports import COLUMNS, GOOD, upload, work
from tests.support.office import Office

DAY = "GD20261123"


async def busy(office: Office, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Sixteen tickets, however slowly; the process then holds fifteen more numbers, 0017 to 0031."""
    monkeypatch.setattr("helpwright.records.numbers._BUSY_SECONDS", math.inf)
    numbers = [(await office.submit()).number for _ in range(16)]
    (series,) = await office.rows("SELECT next FROM number_series WHERE next = 32")
    assert series["next"] == 32
    return numbers


async def numbers(office: Office) -> list[str]:
    return [row["number"] for row in await office.rows("SELECT number FROM service_desk.ticket ORDER BY number")]


async def test_who_holds_numbers_that_a_sheet_has_kept_gets_others(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = await office.supervisor()
    before = await busy(office, monkeypatch)
    kept = [f"{DAY}{each:04}" for each in range(17, 41)]
    found = await upload(lead, ("编号", *COLUMNS), *[(each, *GOOD) for each in kept])
    assert (await work(office, lead, found, "look", history=True))["counts"] == {"new": 24}
    assert (await work(office, lead, found, "run"))["counts"] == {"made": 24}
    alone = await office.submit()
    assert alone.number == f"{DAY}0041"
    assert await numbers(office) == [*before, *kept, alone.number]


async def test_those_who_come_together_with_one_whose_number_is_kept_come_in(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = await office.supervisor()
    before = await busy(office, monkeypatch)
    # All but the first that the process holds are kept: one of the company is right from the start.
    kept = [f"{DAY}{each:04}" for each in range(18, 41)]
    found = await upload(lead, ("编号", *COLUMNS), *[(each, *GOOD) for each in kept])
    await work(office, lead, found, "look", history=True)
    assert (await work(office, lead, found, "run"))["counts"] == {"made": 23}
    sent = await asyncio.gather(*[office.submit() for _ in range(12)])
    got = sorted(each.number for each in sent)
    # And the others follow without a gap: what was taken since is not let go by who comes late.
    assert got == [f"{DAY}{each:04}" for each in (17, *range(41, 52))]
    assert await numbers(office) == sorted([*before, *kept, *got])


async def test_a_row_whose_number_was_given_meanwhile_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    lead = await office.supervisor()
    found = await upload(lead, ("编号", *COLUMNS), (f"{DAY}0001", *GOOD), (f"{DAY}0002", *GOOD))
    assert (await work(office, lead, found, "look", history=True))["counts"] == {"new": 2}
    assert (await office.submit()).number == f"{DAY}0001"
    asked = store.numbers_taken

    def too_early(form: Form, wanted: Sequence[str]) -> Statement:
        """As asked before the ticket came."""
        assert wanted
        return asked(form, [])

    monkeypatch.setattr(store, "numbers_taken", too_early)
    done = await work(office, lead, found, "run")
    assert done["counts"] == {"made": 1, "wrong": 1}
    told = office.product.sentences("zh-CN", "import_number_taken")
    assert [(each["row"], each["problems"]) for each in done["wrong"]] == [(2, [{"column": "编号", "message": told}])]
    assert await numbers(office) == [f"{DAY}0001", f"{DAY}0002"]
