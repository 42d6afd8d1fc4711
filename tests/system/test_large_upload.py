"""A large file in pieces through the whole product: flat memory, and a server that is killed costs nothing."""

import hashlib
from collections.abc import Callable, Iterator

import psutil

from tests.support.product import Client, Product

MIB = 1024 * 1024
PIECE = 5 * MIB
PIECES = 60
SIZE = PIECES * PIECE
ALLOWED = 48 * MIB
BLUEPRINT = """
format: 1
app: {key: films, name: Films}
forms:
  film:
    name: Film
    public: {slug: film, thanks: Thanks}
    fields:
      name: {type: text, label: Name}
      scene: {type: files, label: Scene, max_mb: 2048}
"""


def piece(number: int) -> bytes:
    """The bytes of one; no two are alike."""
    return hashlib.sha256(number.to_bytes(4)).digest() * (PIECE // 32)


def memory(product: Product) -> int:
    """Resident bytes of the web processes."""
    return sum(psutil.Process(pid).memory_info().rss for pid in product.parts()["web"])


def sent(client: Client, upload: str, numbers: range) -> Iterator[int]:
    """Send these pieces; the memory after each."""
    for number in numbers:
        answer = client.patch(f"/public/uploads/{upload}", params={"offset": number * PIECE}, content=piece(number))
        assert answer.status_code == 200, answer.text
        yield memory(client.product)


def test_it_takes_no_memory_and_survives_a_kill(make_product: Callable[..., Product]) -> None:
    product = make_product()
    product.start()
    with Client(product, language="en") as client:
        client.sign_in()
        made = client.put("/apps/films/blueprint", content=BLUEPRINT, headers={"Content-Type": "application/yaml"})
        assert made.status_code in {200, 201}, made.text
        body = {"name": "film.bin", "field": "scene"}
        refused = client.post("/public/forms/film/uploads", json={**body, "size": 2049 * MIB})
        assert (refused.status_code, refused.json()["code"]) == (413, "file_too_large")
        upload = client.post("/public/forms/film/uploads", json={**body, "size": SIZE}).json()["id"]
        half = PIECES // 2
        seen = list(sent(client, upload, range(half)))
        assert max(seen) - seen[0] < ALLOWED, seen
        product.kill("supervisor", "web", "worker", "database")
    product.start()
    with Client(product, language="en", timeout=120) as client:
        assert client.get(f"/public/uploads/{upload}").json()["offset"] == half * PIECE
        seen = list(sent(client, upload, range(half, PIECES)))
        done = client.post(f"/public/uploads/{upload}/finish")
        assert done.json() == {"id": upload, "name": "film.bin", "size": SIZE, "type": "application/octet-stream"}
        assert max(*seen, memory(product)) - seen[0] < ALLOWED, seen
        expected = hashlib.sha256()
        for number in range(PIECES):
            expected.update(piece(number))
        name = expected.hexdigest()
        with (product.data_dir / "files" / name[:2] / name[2:4] / name).open("rb") as stored:
            assert hashlib.file_digest(stored, "sha256").hexdigest() == name
        assert not list((product.data_dir / "files" / "parts").iterdir())
