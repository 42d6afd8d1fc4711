"""The first start: a one-time link, the first administrator, and addresses under which others may reach us."""

import secrets
import socket
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID

from helpwright.access import membership_store, store
from helpwright.access.audit import entry
from helpwright.access.client_address import is_loopback
from helpwright.access.gate import COMPANY, COUNTRY, PUBLIC_URL, Gate, hash_of
from helpwright.access.logins import MalformedError, as_login, read_name
from helpwright.access.model import Person
from helpwright.access.operations.sign_in import HERE, NewSession, Where, new_session
from helpwright.access.password_rules import check_password
from helpwright.kernel.clock import Clock, iso
from helpwright.kernel.country import HOME, Country, is_zone
from helpwright.kernel.errors import Conflict, FieldProblem, Forbidden, Gone, Invalid
from helpwright.kernel.ids import new_id
from helpwright.platform.database import Database, Session

_TOKEN = "setup_token"  # noqa: S105 -- the name of a setting
_TOKEN_BYTES = 32
_TOKEN_LIVES = timedelta(hours=24)

# Connecting a UDP socket sends nothing; it only asks the routing table which of our addresses would be used.
_ELSEWHERE = (
    (socket.AF_INET, "192.0.2.1"),
    (socket.AF_INET, "192.168.254.254"),
    (socket.AF_INET, "10.254.254.254"),
    (socket.AF_INET, "172.31.254.254"),
    (socket.AF_INET6, "2001:db8::1"),
)

InstallBlueprint = Callable[[str, UUID], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Founding:
    """What the first person states. `login` is a mail address, a phone or a staff number."""

    token: str
    company: str
    name: str
    login: str
    password: str
    public_url: str | None = None
    zone: str | None = None
    country: Country | None = None
    locale: str = "zh-CN"
    where: Where = HERE


async def needed(database: Database) -> bool:
    """Whether nobody has an account yet."""
    row = await database.one(store.ANYBODY)
    return not (row and row["found"])


async def create_setup_token(database: Database, clock: Clock) -> str | None:
    """A fresh token for `/setup/{token}`, valid for 24 h; the one before no longer counts. None: set-up is done."""
    if not await needed(database):
        return None
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    value = {"hash": hash_of(token).hex(), "expires_at": iso(clock.now() + _TOKEN_LIVES)}
    await database.write([store.save_setting(_TOKEN, value)])
    return token


async def complete_setup(gate: Gate, founding: Founding) -> NewSession:
    """Make the administrator and the company in one transaction, and sign the administrator in.

    Of two at once one wins. Raises Conflict `setup_done`, Forbidden `setup_token_wrong`, Gone `setup_token_expired`,
    Invalid per field.
    """
    async with gate.database.session() as session:
        await _check_token(session, founding.token, gate.clock.now())
    values, public_url = _clean(founding)
    values["password_hash"] = await gate.passwords.hash(founding.password)
    person = Person(
        new_id(),
        values["name"],
        values.get("email"),
        values.get("phone"),
        values.get("staff_number"),
        admin=True,
        locale=founding.locale,
    )
    new, insert = new_session(gate, person, founding.where)
    async with gate.database.transaction() as session:
        await session.execute(store.LOCK_SETUP)
        await _check_token(session, founding.token, gate.clock.now())
        stored = {**values, "locale": founding.locale, "admin": True}
        await session.execute(store.insert_person(person.id, stored, gate.clock.now()))
        await session.execute(store.save_setting(COMPANY, read_name(founding.company)))
        if public_url is not None:
            await session.execute(store.save_setting(PUBLIC_URL, public_url))
        # A browser's guess: what we do not know is left as it is, and the settings can be changed.
        if founding.zone is not None and is_zone(founding.zone):
            await session.execute(store.save_setting("zone", founding.zone))
        if founding.country is not None:
            await session.execute(store.save_setting(COUNTRY, founding.country))
        await session.execute(store.delete_setting(_TOKEN))
        await session.execute(store.RAISE_EPOCH)
        await session.execute(insert)
        await session.execute(entry(gate.clock.now(), "set_up", person.id, f"person:{person.id}"))
    return new


async def grant_everything(
    database: Database, app: str, roles: Iterable[str], person_id: UUID, clock: Clock | None = None
) -> None:
    """Make a person a member of every team of an app and of its `roles` (keys inside the app).

    With a clock the audit tells of it.
    """
    wanted = sorted(roles)
    data = {"fields": ["roles", "teams"], "roles": [f"{app}.{role}" for role in wanted], "teams": [f"{app}.*"]}
    told = [] if clock is None else [entry(clock.now(), "person_changed", None, f"person:{person_id}", data)]
    await database.write([*membership_store.join_everything(app, wanted, person_id), *told])


async def _check_token(session: Session, token: str, now: datetime) -> None:
    found = await session.one(store.ANYBODY)
    if found and found["found"]:
        raise Conflict("setup_done")
    row = await session.one(store.setting(_TOKEN))
    if row is None or not compare_digest(str(row["value"]["hash"]), hash_of(token).hex()):
        raise Forbidden("setup_token_wrong")
    if datetime.fromisoformat(row["value"]["expires_at"]) <= now:
        raise Gone("setup_token_expired")


def _clean(founding: Founding) -> tuple[dict[str, str], str | None]:
    problems: list[FieldProblem] = []
    values: dict[str, str] = {}
    for key, text in (("company", founding.company), ("name", founding.name)):
        try:
            values[key] = read_name(text)
        except MalformedError as malformed:
            problems.append(FieldProblem(key, malformed.code))
    try:
        login_key, login = as_login(founding.login, founding.country or HOME)
        values[login_key] = login
    except MalformedError as malformed:
        problems.append(FieldProblem("login", malformed.code))
    problems += check_password(founding.password, [founding.login])
    public_url: str | None = None
    if founding.public_url and founding.public_url.strip():
        try:
            public_url = read_public_url(founding.public_url)
        except MalformedError as malformed:
            problems.append(FieldProblem("public_url", malformed.code))
    if problems:
        raise Invalid(problems)
    return values, public_url


def read_public_url(text: str) -> str:
    """`http(s)://host[:port]` without a path, no slash at the end. Raises MalformedError."""
    try:
        parts = urlsplit(text.strip())
        port = parts.port
        host = parts.hostname or ""
    except ValueError as error:
        raise MalformedError("public_url_malformed") from error
    odd = parts.path not in {"", "/"} or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in {"http", "https"} or not host or odd or not parts.netloc.isprintable() or " " in host:
        raise MalformedError("public_url_malformed")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + ("" if port is None else f":{port}")


def suggest_urls(base_url: str, configured: str | None, addresses: Iterable[str]) -> list[str]:
    """Addresses to offer as the public one, the likeliest first; loopback only at the end.

    `base_url` is how the asking browser reached us, `configured` the environment's wish, `addresses` our own.
    """
    parts = urlsplit(base_url)
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    end = "" if port is None else f":{port}"
    own = [f"{parts.scheme}://{f'[{each}]' if ':' in each else each}{end}" for each in addresses]
    reached = [f"{parts.scheme}://{parts.netloc}"] if host else []
    first, last = ([], reached) if is_loopback(host) else (reached, [])
    return list(dict.fromkeys([*([configured] if configured else []), *first, *own, *last]))


def own_addresses() -> list[str]:
    """Addresses of this machine that others may reach, found without sending anything."""
    found: list[str] = []
    for family, elsewhere in _ELSEWHERE:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((elsewhere, 9))
                address = str(probe.getsockname()[0])
        except OSError:
            continue
        parsed = ip_address(address)
        if not (parsed.is_loopback or parsed.is_link_local or parsed.is_unspecified):
            found.append(address)
    return list(dict.fromkeys(found))
