"""A new secret key: what is sealed goes over to it, links live on or end, running processes follow."""

from base64 import b32decode
from pathlib import Path

import pytest

from helpwright.access.second_factor import Factor, code_at
from helpwright.entry.key_rotation import rotate
from helpwright.notify.ways import Ways
from helpwright.platform.secret_key import SecretKey, add_key, drop_older_keys, key_file
from tests.support.office import Office

PASSWORD = "correct horse battery"
SMS = {
    "provider": "gateway",
    "base_url": "https://sms.example.com",
    "token": "a very secret token",
}


def test_older_keys_read_and_the_newest_writes(tmp_path: Path) -> None:
    first = SecretKey.load(tmp_path)
    token, sealed = first.sign("links", b"ticket"), first.seal("ways", b"secret")
    add_key(key_file(tmp_path))
    second = SecretKey.load(tmp_path)
    assert second.verify("links", token) == b"ticket"
    assert second.unseal("ways", sealed) == b"secret"
    fresh = second.sign("links", b"ticket")
    assert fresh != token
    assert first.verify("links", fresh) == b"ticket"  # the older process has looked at the file again
    assert first.sign("links", b"ticket") == fresh
    anew = second.seal_anew("ways", sealed)
    assert anew is not None
    assert second.seal_anew("ways", anew) is None
    assert second.seal_anew("ways", b"rubbish of some length, sealed by nobody") is None
    assert drop_older_keys(key_file(tmp_path)) == 1
    third = SecretKey.load(tmp_path)
    assert third.verify("links", token) is None
    assert third.unseal("ways", sealed) is None
    assert third.unseal("ways", anew) == b"secret"


def test_what_finds_sealed_values_again_stays_the_same(tmp_path: Path) -> None:
    first = SecretKey.load(tmp_path)
    mark = first.index(b"13800138000")
    for _ in range(2):
        add_key(key_file(tmp_path))
        assert first.index(b"13800138000") == mark, "also in a process that runs on"
        assert SecretKey.load(tmp_path).index(b"13800138000") == mark
    drop_older_keys(key_file(tmp_path))
    assert SecretKey.load(tmp_path).index(b"13800138000") == mark
    assert mark != first.index(b"13800138001")


def test_the_file_stays_private_and_rubbish_in_it_is_refused(tmp_path: Path) -> None:
    SecretKey.load(tmp_path)
    path = key_file(tmp_path)
    add_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    *keys, index = path.read_text().split()
    assert [len(line) for line in keys] == [64, 64]
    assert index.startswith("index="), "what finds sealed values again outlives the key it came from"
    assert [each.name for each in tmp_path.iterdir()] == ["secret.key"]
    known = SecretKey.load(tmp_path)
    token = known.sign("links", b"x")
    path.write_text("no key\n")
    assert known.verify("links", token) == b"x"
    with pytest.raises(ValueError, match="non-hexadecimal"):
        SecretKey.load(tmp_path)


async def _code(office: Office, factor: Factor) -> int:
    office.clock.advance(minutes=2)
    body = {"login": "boss@example.com", "password": PASSWORD, "code": code_at(factor, office.clock.now())}
    return (await office.browser().post("session", json=body)).status_code


@pytest.mark.parametrize("drop", [False, True])
async def test_what_is_stored_goes_over_to_the_new_key(office: Office, *, drop: bool) -> None:
    boss = await office.person("老板", admin=True)
    given = {"email": "boss@example.com", "password": PASSWORD}
    assert (await boss.patch(f"people/{boss.id}", json=given)).status_code == 200
    assert (await boss.put("ways/sms", json=SMS)).status_code == 200
    begun = (await boss.post("account/second-factor", json={"current_password": PASSWORD})).json()
    factor = Factor(b32decode(begun["secret"]))
    code = {"code": code_at(factor, office.clock.now())}
    assert (await boss.post("account/second-factor/confirm", json=code)).status_code == 200
    ticket = await office.submit()
    product = office.product
    before = key_file(product.environment.data_dir).read_text()

    done = await rotate(product, drop_old=drop)

    assert (done.ways, done.factors, done.dropped) == (1, 1, 1 if drop else 0)
    fresh = SecretKey.load(product.environment.data_dir)
    alone = SecretKey(bytes.fromhex(key_file(product.environment.data_dir).read_text().split()[0]))
    for key in (fresh, alone):
        ways = Ways(product.database, product.environment, product.clock, key)
        (stored,) = (await ways.stored()).values()
        assert stored.settings is not None
    old = SecretKey(bytes.fromhex(before.strip()))
    (unread,) = (await Ways(product.database, product.environment, product.clock, old).stored()).values()
    assert unread.settings is None
    assert await _code(office, factor) == 200
    link = await office.browser().get(f"public/progress/{ticket.token}")
    assert link.status_code == (404 if drop else 200)
    assert (await office.progress(await office.submit(customer_phone="13800138001")))["number"]
    told = await office.rows("SELECT data FROM audit_log WHERE act = 'secrets_sealed_anew' ORDER BY id")
    assert told[0]["data"] == {"ways": 1, "second_factors": 1, "record_keys": 0}
