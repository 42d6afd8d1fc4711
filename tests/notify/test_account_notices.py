"""People are told of changes to their account, whoever made them: by the bell and by mail, in their language."""

from base64 import b32decode
from typing import Any

from helpwright.access.second_factor import Factor, code_at
from helpwright.platform.database import Statement
from tests.support.office import Office, Person

PASSWORD, NEXT = "correct horse battery", "another horse battery"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"


async def with_password(office: Office, name: str = "李娜") -> tuple[Person, Person]:
    """Somebody with a mail address and a password, and the administrator who made them."""
    boss, person = await office.person("老板", admin=True), await office.person(name)
    given = {"email": "li@example.com", "password": PASSWORD, "password_due": False}
    answer = await boss.patch(f"people/{person.id}", json=given)
    assert answer.status_code == 200, answer.text
    await office.settle()
    await office.product.database.write([Statement("DELETE FROM messages"), Statement("DELETE FROM notifications")])
    return boss, person


async def enter(office: Office, device: str, **body: Any) -> Person:
    """Sign in as the person on a device."""
    browser = Person(transport=office.browser()._transport, base_url="http://desk.example.com/api/v1")
    office.browsers.append(browser)
    browser.headers["User-Agent"] = device
    answer = await browser.post("session", json={"login": "li@example.com", "password": PASSWORD, **body})
    assert answer.status_code == 200, answer.text
    browser.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return browser


async def told(office: Office) -> list[tuple[str, str, str]]:
    """Way, address and subject of what was put out, in order."""
    await office.settle()
    rows = await office.rows(
        "SELECT via, recipient, subject FROM messages WHERE key LIKE 'account:%%' ORDER BY created_at, key"
    )
    return [(row["via"], "" if row["via"] == "inapp" else row["recipient"], row["subject"]) for row in rows]


async def subjects(office: Office) -> list[str]:
    """What the bell said, each once."""
    return [subject for via, _, subject in await told(office) if via == "inapp"]


async def test_a_first_password_and_a_known_device_are_told_to_nobody(office: Office) -> None:
    await with_password(office)
    await enter(office, CHROME)
    await enter(office, CHROME)
    assert await told(office) == []


async def test_a_new_device_is_told_with_its_name_and_place(office: Office) -> None:
    await with_password(office)
    person = await enter(office, CHROME)
    office.clock.advance(minutes=1)
    await enter(office, IPHONE)
    assert await told(office) == [
        ("inapp", "", "您的账号在新设备上登录了"),
        ("mail", "li@example.com", "您的账号在新设备上登录了"),
    ]
    bell = (await person.get("notifications")).json()["items"][0]
    assert "Safari · iPhone" in bell["text"]
    assert "马上修改密码" in bell["text"]
    office.clock.advance(minutes=1)
    await enter(office, IPHONE)
    assert len(await told(office)) == 2, "known from now on"


async def test_passwords_and_logins(office: Office) -> None:
    boss, person = await with_password(office)
    own = await enter(office, CHROME)
    changed = await own.post("account/password", json={"current_password": PASSWORD, "password": NEXT})
    assert changed.status_code == 204, changed.text
    assert await subjects(office) == ["您的密码已修改"]
    office.clock.advance(minutes=1)
    assert (await boss.patch(f"people/{person.id}", json={"password": PASSWORD})).status_code == 200
    assert (await subjects(office))[1:] == ["您的密码被重设了"]
    text = (await office.rows("SELECT text FROM messages WHERE subject = '您的密码被重设了' LIMIT 1"))[0]["text"]
    assert "操作人：老板。" in text
    office.clock.advance(minutes=1)
    assert (await boss.patch(f"people/{person.id}", json={"email": "thief@example.com"})).status_code == 200
    mails = [address for via, address, subject in await told(office) if via == "mail" and subject == "您的登录方式改了"]
    assert sorted(mails) == ["li@example.com", "thief@example.com"], "also where mail went until now"
    assert (await boss.patch(f"people/{person.id}", json={"name": "李娜娜"})).status_code == 200
    assert len(await subjects(office)) == 3, "a name is no secret"


async def test_the_second_step_its_codes_and_who_takes_it_back(office: Office) -> None:
    boss, person = await with_password(office)
    own = await enter(office, CHROME)
    begun = (await own.post("account/second-factor", json={"current_password": PASSWORD})).json()
    factor = Factor(b32decode(begun["secret"]))
    code = {"code": code_at(factor, office.clock.now())}
    codes = (await own.post("account/second-factor/confirm", json=code)).json()["codes"]
    office.clock.advance(minutes=2)
    await enter(office, CHROME, code=codes[0])
    office.clock.advance(minutes=2)
    assert (await own.post("account/second-factor/recovery-codes", json={"current_password": PASSWORD})).is_success
    office.clock.advance(minutes=2)
    assert (await own.post("account/second-factor/end", json={"current_password": PASSWORD})).is_success
    assert await subjects(office) == [
        "已开启两步验证",
        "有人用恢复码登录了您的账号",
        "换了新的恢复码",
        "已关闭两步验证",
    ]
    left = await office.rows("SELECT text FROM messages WHERE subject = '有人用恢复码登录了您的账号' AND via = 'mail'")
    assert "还剩 9 个" in left[0]["text"]
    office.clock.advance(minutes=2)
    begun = (await own.post("account/second-factor", json={"current_password": PASSWORD})).json()
    code = {"code": code_at(Factor(b32decode(begun["secret"])), office.clock.now())}
    assert (await own.post("account/second-factor/confirm", json=code)).is_success
    office.clock.advance(minutes=2)
    assert (await boss.delete(f"people/{person.id}/second-factor")).status_code == 204
    assert (await subjects(office))[-1] == "您的两步验证被取消了"


async def test_a_code_that_is_tried_again_is_refused_noted_and_told(office: Office) -> None:
    """Whoever tries it has the password, and has seen the code being typed."""
    boss, person = await with_password(office)
    own = await enter(office, CHROME)
    begun = (await own.post("account/second-factor", json={"current_password": PASSWORD})).json()
    factor = Factor(b32decode(begun["secret"]))
    code = {"code": code_at(factor, office.clock.now())}
    assert (await own.post("account/second-factor/confirm", json=code)).is_success
    office.clock.advance(minutes=2)
    seen = code_at(factor, office.clock.now())
    await enter(office, CHROME, code=seen)
    before = await subjects(office)
    body = {"login": "li@example.com", "password": PASSWORD}
    again = await office.browser().post("session", json={**body, "code": seen})
    assert (again.status_code, again.json()["code"]) == (401, "second_factor_wrong")
    wrong = await office.browser().post("session", json={**body, "code": "000000"})
    assert wrong.json()["code"] == "second_factor_wrong"
    assert await subjects(office) == [*before, "有人又用了您已经用过的验证码"]
    assert ("mail", "li@example.com", "有人又用了您已经用过的验证码") in await told(office)
    found = await boss.get("audit", params={"act": "sign_in_failed", "person": person.id})
    assert sorted(each["result"] for each in found.json()["items"]) == [
        "second_factor_reused", "second_factor_wrong", "second_factor_wrong",
    ]  # fmt: skip
    assert seen not in found.text


async def test_being_signed_out_by_somebody_else_but_not_by_oneself(office: Office) -> None:
    boss, person = await with_password(office)
    own = await enter(office, CHROME)
    await enter(office, CHROME)
    assert (await own.delete("account/sessions")).is_success
    assert await told(office) == []
    await enter(office, CHROME)
    assert (await boss.delete(f"people/{person.id}/sessions")).is_success
    assert await subjects(office) == ["您在 2 处的登录被退出了"]


async def test_words_are_in_the_language_of_the_person_and_ways_switched_off_do_not_matter(office: Office) -> None:
    boss, person = await with_password(office)
    assert (await boss.patch(f"people/{person.id}", json={"locale": "en"})).status_code == 200
    own = await enter(office, CHROME)
    assert (await own.put("notifications/preferences", json={"ways": {"mail": False}})).status_code < 500
    await own.post("account/password", json={"current_password": PASSWORD, "password": NEXT})
    assert [subject for _, _, subject in await told(office)] == ["Your password was changed"] * 2
    await office.settle()
    assert len(await told(office)) == 2, "once"
