"""The movable clock: refused without its flag; with it, what becomes due is done before the answer."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from helpwright.entry.asgi import create_app
from tests.support.office import Office, open_office

DAY = 86_400


@pytest.fixture
async def moving(desk_url: str, tmp_path: Path) -> AsyncIterator[tuple[Office, httpx.AsyncClient]]:
    """An office on the machine's clock, and a browser of a server that was started with the flag."""
    async with open_office(desk_url, tmp_path) as office:
        app = create_app(office.product, test_clock=True)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.example.com/api/v1") as browser:
            yield office, browser


async def test_without_the_flag_time_cannot_be_moved(office: Office) -> None:
    answer = await office.browser("en").post("test/clock", json={"advance_seconds": DAY})

    assert answer.status_code == 403
    assert answer.json()["code"] == "test_clock_off"


async def test_time_never_goes_back(moving: tuple[Office, httpx.AsyncClient]) -> None:
    _, browser = moving

    assert (await browser.post("test/clock", json={"advance_seconds": -1})).status_code == 422


async def test_steps_add_up_for_every_process(moving: tuple[Office, httpx.AsyncClient]) -> None:
    _, browser = moving
    await browser.post("test/clock", json={"advance_seconds": DAY})
    answer = (await browser.post("test/clock", json={"advance_seconds": 0.5})).json()

    assert answer["offset_seconds"] == DAY + 0.5
    assert (await browser.get("test/clock")).json()["offset_seconds"] == DAY + 0.5
