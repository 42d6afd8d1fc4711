"""What people without an account may leave lying about, and what does not count."""

import asyncio
from datetime import timedelta

import httpx

from helpwright.platform.database import Statement
from tests.records.files.conftest import MIB, PNG, PROOF, PUBLIC, TICKET, Desk

NAMED = {**PROOF, "name": "a.png"}


async def _weigh(desk: Desk, size: int) -> None:
    """Let every file be this large."""
    await desk.product.database.write([Statement("UPDATE files SET size = %(size)s", {"size": size})])


async def _upload(browser: httpx.AsyncClient, content: bytes = PNG) -> int:
    return (await browser.post(PUBLIC, params=NAMED, content=content)).status_code


async def test_an_address_has_its_fill_for_an_hour(desk: Desk) -> None:
    first, same_house = desk.browser("2001:db8:1:2::1"), desk.browser("2001:db8:1:2:ffff::9")
    other, mapped, four = desk.browser("2001:db8:1:3::1"), desk.browser("::ffff:192.0.2.7"), desk.browser("192.0.2.7")
    assert await _upload(first) == 201
    await _weigh(desk, 300 * MIB)
    desk.clock.advance(timedelta(minutes=20))
    answer = await same_house.post(PUBLIC, params=NAMED, content=PNG)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_uploads")
    assert answer.headers["Retry-After"] == "2400"
    assert "40 minutes" in answer.json()["detail"]
    assert len(await desk.rows()) == len(desk.stored()) == 1
    assert not desk.unfinished()
    assert await _upload(other) == 201
    assert await _upload(mapped) == 201
    await _weigh(desk, 300 * MIB)
    assert await _upload(four) == 429
    desk.clock.advance(timedelta(minutes=40))
    assert await _upload(first) == 201


async def test_what_was_left_before_the_clock_was_set_back_does_not_count(desk: Desk) -> None:
    customer = desk.browser("192.0.2.7")
    desk.clock.advance(timedelta(days=365))
    assert await _upload(customer) == 201
    await _weigh(desk, 300 * MIB)
    assert await _upload(customer) == 429
    desk.clock.advance(timedelta(days=-365))
    assert await _upload(customer) == 201
    await _weigh(desk, 300 * MIB)
    answer = await customer.post(PUBLIC, params=NAMED, content=PNG)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")


async def test_what_is_submitted_and_what_colleagues_bring_does_not_count(
    desk: Desk, customer: httpx.AsyncClient
) -> None:
    agent = await desk.person("anna", ["desk.agent"], ["desk.east"])
    assert (await agent.post(TICKET, params=NAMED, content=PNG)).status_code == 201
    file = await desk.uploaded()
    await _weigh(desk, 300 * MIB)
    assert await _upload(customer) == 429
    assert (await agent.post(TICKET, params=NAMED, content=PNG)).status_code == 201
    await desk.submitted(file)
    assert await _upload(customer) == 201


async def test_all_together_have_an_end_too(desk: Desk) -> None:
    for number in range(3):
        assert await _upload(desk.browser(f"192.0.2.{number}")) == 201
    await _weigh(desk, 2 * 1024 * MIB)
    answer = await desk.browser("198.51.100.1").post(PUBLIC, params=NAMED, content=PNG)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")


async def test_many_at_once_get_no_further(desk: Desk) -> None:
    browser = desk.browser("192.0.2.1")
    assert await _upload(browser) == 201
    await _weigh(desk, 300 * MIB - 5 * MIB // 2)
    pieces = [PNG.ljust(MIB - number, b"\0") for number in range(6)]
    codes = await asyncio.gather(*(_upload(browser, piece) for piece in pieces))
    assert sorted(codes) == [201, 201, 429, 429, 429, 429]
    assert len(await desk.rows()) == len(desk.stored()) == 3
    assert not desk.unfinished()


async def test_tiny_files_count_as_something(desk: Desk, customer: httpx.AsyncClient) -> None:
    assert await _upload(customer) == 201
    await desk.product.database.write(
        [
            Statement(
                """INSERT INTO files SELECT gen_random_uuid(), f.state, f.sha256, f.name, 1, f.type, f.form, f.field,
                    f.record_id, f.created_at, f.created_by, f.uploader FROM files f, generate_series(1, 4799)"""
            )
        ]
    )
    assert await _upload(customer) == 429


async def test_the_address_itself_is_stored_nowhere(desk: Desk) -> None:
    assert await _upload(desk.browser("192.0.2.55")) == 201
    (row,) = await desk.rows()
    assert len(row["uploader"]) == 16
    assert "192.0.2.55" not in repr(row)
