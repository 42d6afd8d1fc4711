"""Sensitive values after a whole story: in no file of the data folder, in no log, in no backup."""

import json
import os
import signal
import tarfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

from helpwright.entry.cli import main
from helpwright.platform.processes import wait_until
from tests.records.sensitive_world import BLUEPRINT, CARD, ILLNESS, OTHER_PHONE, PHONE, RECORDS
from tests.support.product import Client, Product
from tests.support.publish_load import publishing

SECRETS = (PHONE, OTHER_PHONE, CARD, ILLNESS, "K-77120-Q")
SECONDS = 60.0
_PIECE = 1 << 20


def found_in(name: str, pieces: Iterator[bytes]) -> set[tuple[str, str]]:
    """Which secrets stand in a file, read piece by piece with an overlap."""
    found: set[tuple[str, str]] = set()
    before = b""
    for piece in pieces:
        text = before + piece
        found |= {(name, each) for each in SECRETS if each.encode() in text}
        before = text[-100:]
    return found


def readable_in(folder: Path) -> set[tuple[str, str]]:
    """Secrets in all files below a folder, by file."""
    found: set[tuple[str, str]] = set()
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                found |= found_in(str(path.relative_to(folder)), iter(partial(file.read, _PIECE), b""))
    return found


def stands(doctor: Client, path: str, state: str) -> bool:
    """Whether an import has come that far."""
    return bool(doctor.get(path).json()["state"] == state)


def story(product: Product, doctor: Client, customer: Client) -> None:
    """Everything that people do with sensitive values, right and wrong."""
    values = {"name": "李雷", "phone": "139 1234 5678", "card": CARD, "illness": ILLNESS}
    made = doctor.post(f"/{RECORDS}", json={"values": values}).json()
    url = f"/{RECORDS}/{made['id']}"
    assert doctor.patch(url, json={"values": {"phone": OTHER_PHONE}}).status_code == 200
    assert doctor.post(f"/{RECORDS}", json={"values": values}).status_code == 409
    assert doctor.post(f"/{RECORDS}", json={"values": {"phone": f"{PHONE}x"}}).status_code == 422
    assert doctor.patch(url, json={"values": {"card": CARD, "nonsense": CARD}}).status_code == 422
    tree = json.dumps({"field": "phone", "op": "in", "value": [PHONE, OTHER_PHONE]})
    for query in ({"filter": tree}, {"search": PHONE}, {"sort": PHONE}, {"filter": f"{{{CARD}"}):
        doctor.get(f"/{RECORDS}", params=query)
    exported = doctor.get(f"/{RECORDS}/export", params={"format": "csv", "filter": tree})
    assert exported.status_code == 200
    assert not [each for each in SECRETS if each in exported.text]
    seen = doctor.post(f"{url}/reveal", json={"fields": ["card", "illness"], "reason": "核对"})
    assert seen.json()["values"] == {"card": CARD, "illness": ILLNESS}
    theirs = {"name": "韩梅", "phone": PHONE, "illness": ILLNESS}
    sent = {"id": str(uuid4()), "values": theirs}
    for _ in range(2):
        assert customer.post("/public/forms/patient/submissions", json=sent).status_code in {200, 201}
    customer.post("/public/forms/patient/submissions", json={**sent, "values": {**theirs, "card": [CARD]}})
    sheet = f"姓名,手机,就诊卡\n李,{OTHER_PHONE},K-77120-Q\n坏,{PHONE}9,K-77120-Q\n".encode()
    begun = doctor.post("/forms/clinic.patient/imports?name=a.csv", content=sheet)
    assert begun.status_code == 201, begun.text
    path = f"/forms/clinic.patient/imports/{begun.json()['id']}"
    plan = {"mapping": ["name", "phone", "card"], "match": None, "history": False}
    for verb, body, state in (("look", plan, "checked"), ("run", None, "done")):
        assert doctor.post(f"{path}/{verb}", json=body).status_code == 202
        assert wait_until(partial(stands, doctor, path, state), SECONDS, pause=0.1)
    assert doctor.get(path).json()["counts"].get("made") == 1, doctor.get(path).text
    runs = "SELECT ended_at IS NOT NULL AS ended, state, inputs FROM rule_runs"
    assert wait_until(lambda: [each["ended"] for each in product.sql(runs)].count(True) >= 2, SECONDS, pause=0.1), (
        product.sql(runs)
    )


def test_no_file_holds_a_sensitive_value(make_product: Callable[..., Product], tmp_path: Path) -> None:
    product = make_product()
    product.start()
    with publishing(product, BLUEPRINT, tmp_path) as process:
        assert process.wait(SECONDS) == 0
    with Client(product) as doctor, Client(product) as customer:
        doctor.sign_in()
        roles = ["clinic.doctor"]
        assert doctor.patch(f"/people/{doctor.person_id}", json={"roles": roles}).status_code == 200
        story(product, doctor, customer)
        for part in ("web", "worker"):
            for pid in product.parts()[part]:
                os.kill(pid, signal.SIGKILL)
        assert wait_until(product.healthy, SECONDS, pause=0.1)
    backup = tmp_path / "whole.tar"
    assert main(["backup", "--to", str(backup), "--data-dir", str(product.data_dir)]) == 0
    product.stop()
    size = sum(path.stat().st_size for path in product.data_dir.rglob("*") if path.is_file())
    assert size > 10_000_000, "the cluster was read"
    assert readable_in(product.data_dir) == set()
    log = product.log.read_bytes()
    assert b"is ready" in log
    assert found_in("log", iter([log])) == set()
    with tarfile.open(backup) as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is not None:
                assert found_in(member.name, iter(partial(file.read, _PIECE), b"")) == set()
