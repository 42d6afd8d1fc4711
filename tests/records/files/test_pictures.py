"""Small pictures of what was uploaded: upright, without what hangs on a photograph, never at the cost of the server."""

import asyncio
import struct
import zlib
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from helpwright.records.files import draw as drawing
from helpwright.records.files.draw import MOST_PIXELS, UndrawableError, draw
from helpwright.records.files.pictures import Pictures, draw_ahead
from helpwright.records.files.purge import Purged, purge_files
from tests.records.files.conftest import PNG, Desk

TURNED_HEIC = (Path(__file__).parent / "pictures" / "turned.heic").read_bytes()
RED, BLUE = (200, 30, 30), (30, 60, 200)
PLACE = b"Maker"


def photograph(kind: str, *, orientation: int = 6, mode: str = "RGB", size: tuple[int, int] = (960, 640)) -> bytes:
    """Left half red, right half blue, with a place and a maker written into it."""
    image = Image.new(mode, size, BLUE if mode != "L" else 90)
    image.paste(RED if mode != "L" else 200, (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, PLACE.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 14.0, 3.0), 3: "E", 4: (121.0, 28.0, 7.0)})
    out = BytesIO()
    image.save(out, kind, exif=exif.tobytes())
    return out.getvalue()


def near(found: Any, wanted: tuple[int, ...]) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(found, wanted, strict=False))


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "HEIC"])
def test_it_stands_upright_and_tells_no_place(kind: str) -> None:
    data = TURNED_HEIC if kind == "HEIC" else photograph(kind)
    assert PLACE in data
    small = draw(data, "small")
    image = opened(small)
    assert image.format == "WEBP"
    assert image.height > image.width
    assert max(image.size) <= 320
    # Turned to the right: what was left is above.
    assert near(image.convert("RGB").getpixel((image.width // 2, image.height // 8)), RED)
    assert near(image.convert("RGB").getpixel((image.width // 2, image.height * 7 // 8)), BLUE)
    for made in (small, draw(data, "view")):
        assert PLACE not in made
        assert dict(opened(made).getexif()) == {}
    assert opened(draw(data, "view")).format == "JPEG"


def test_what_is_clear_stays_clear_or_becomes_white() -> None:
    out = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    small = opened(draw(out.getvalue(), "small"))
    assert small.mode == "RGBA"
    assert near(opened(draw(out.getvalue(), "view")).getpixel((5, 5)), (255, 255, 255))


def test_gray_and_palettes_are_pictures_too() -> None:
    for mode in ("L", "P", "CMYK"):
        out = BytesIO()
        Image.new("RGB", (30, 20), RED).convert(mode).save(out, "TIFF" if mode == "CMYK" else "PNG")
        assert opened(draw(out.getvalue(), "small")).size == (30, 20)


def bomb(width: int, height: int) -> bytes:
    """A PNG of few bytes that says it has so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(999))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "data",
    [bomb(MOST_PIXELS // 1000 + 1, 1000), bomb(100_000, 100_000), b"", b"no picture", PNG, TURNED_HEIC[:400]],
)
def test_bombs_and_rubbish_are_undrawable(data: bytes) -> None:
    with pytest.raises(UndrawableError):
        draw(data, "small")


def test_a_large_photograph_of_a_phone_is_drawable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST_PIXELS", 100_000)
    assert draw(photograph("JPEG"), "small")
    with pytest.raises(UndrawableError):
        draw(photograph("PNG"), "small")


async def shown(browser: httpx.AsyncClient, file: str, kind: str = "small", **headers: str) -> httpx.Response:
    return await browser.get(f"files/{file}/{kind}", headers=headers)


async def test_it_is_made_once_and_given_to_who_may_see_the_file(desk: Desk) -> None:
    anna = await desk.person("anna", ["desk.agent"], ["desk.east"])
    ben = await desk.person("ben", ["desk.agent"], ["desk.west"])
    sent = await anna.post("forms/ticket/files", params={"field": "proof", "name": "IMG_1.HEIC"}, content=TURNED_HEIC)
    file = sent.json()["id"]
    answer = await shown(anna, file)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "IMG_1.webp" in answer.headers["Content-Disposition"]
    assert opened(answer.content).format == "WEBP"
    (_, small) = desk.stored()
    assert small.name.endswith(".small")
    small.write_bytes(b"from the store")
    assert (await shown(anna, file)).content == b"from the store"
    again = await shown(anna, file, **{"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    view = await shown(anna, file, "view")
    assert view.headers["Content-Type"] == "image/jpeg"
    assert view.headers["ETag"] != answer.headers["ETag"]
    assert (await shown(ben, file)).status_code == 404
    assert (await shown(desk.browser(), file)).status_code == 401
    assert (await shown(anna, file, "huge")).status_code == 422


async def test_who_uploads_without_an_account_sees_it_until_it_is_sent(desk: Desk, customer: httpx.AsyncClient) -> None:
    file = await desk.uploaded(TURNED_HEIC, "IMG_1.HEIC")
    answer = await customer.get(f"public/files/{file}/small")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    small = opened(answer.content)
    assert small.height > small.width, "upright"
    assert not small.getexif()
    assert (await customer.get(f"public/files/{file}/view")).headers["Content-Type"] == "image/jpeg"
    assert (await customer.get(f"public/files/{file}")).status_code == 404, "the file itself is not given out"
    await desk.submitted(file)
    for kind in ("small", "view"):
        assert (await customer.get(f"public/files/{file}/{kind}")).status_code == 404
    anna = await desk.person("anna", ["desk.agent"], ["desk.east"])
    sent = await anna.post("forms/ticket/files", params={"field": "proof", "name": "a.heic"}, content=TURNED_HEIC)
    assert (await customer.get(f"public/files/{sent.json()['id']}/small")).status_code == 404
    assert (await customer.get(f"public/files/{uuid4()}/small")).status_code == 404


async def test_what_cannot_be_drawn_is_tried_once(desk: Desk) -> None:
    anna = await desk.person("anna", ["desk.agent"], ["desk.east"])
    sent = await anna.post("forms/ticket/files", params={"field": "proof", "name": "a.png"}, content=bomb(9999, 9999))
    file = sent.json()["id"]
    for _ in range(2):
        answer = await shown(anna, file)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_picture")
    assert [path.read_bytes() for path in desk.stored() if path.name.endswith(".small")] == [b""]
    text = await anna.post("forms/ticket/files", params={"field": "proof", "name": "a.txt"}, content=b"text")
    assert (await shown(anna, text.json()["id"])).status_code == 404


async def test_the_server_goes_on_while_one_is_made(desk: Desk) -> None:
    anna = await desk.person("anna", ["desk.agent"], ["desk.east"])
    sent = await anna.post("forms/ticket/files", params={"field": "proof", "name": "a.heic"}, content=TURNED_HEIC)
    making = asyncio.create_task(shown(anna, sent.json()["id"]))
    answered = 0
    while not making.done():
        assert (await anna.get("session")).status_code == 200
        answered += 1
    assert answered > 3
    assert making.result().status_code == 200


async def test_they_are_made_ahead_and_go_with_the_file(desk: Desk) -> None:
    await desk.uploaded(TURNED_HEIC, "a.heic")
    await desk.uploaded(photograph("JPEG"), "b.jpg")
    await desk.uploaded(b"text", "c.txt")
    pictures = Pictures(desk.store)
    assert await draw_ahead(desk.product.database, pictures) == 2
    assert sorted(path.suffix for path in desk.stored()) == ["", "", "", ".small", ".small", ".view"]
    assert await draw_ahead(desk.product.database, pictures) == 0
    desk.clock.advance(timedelta(hours=25))
    assert await purge_files(desk.product.database, desk.store, desk.clock.now()) == Purged(rows=3, contents=3)
    assert desk.stored() == []
