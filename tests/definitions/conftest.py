"""A builder at work over HTTP."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from tests.support.office import Office, Person
from tests.support.until import until


class Builder:
    """An administrator who changes definitions."""

    def __init__(self, http: Person) -> None:
        self.http = http

    async def read(self, kind: str, key: str) -> dict[str, Any]:
        answer = await self.http.get(f"definitions/{kind}/{key}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def document(self, kind: str, key: str) -> dict[str, Any]:
        """The draft, else what is live."""
        found = await self.read(kind, key)
        document: dict[str, Any] = (found["draft"] or found["live"])["document"]
        return document

    async def save(self, kind: str, key: str, document: dict[str, Any]) -> dict[str, Any]:
        """As the draft, whatever version it has now."""
        now = await self.http.get(f"definitions/{kind}/{key}")
        draft = now.json()["draft"] if now.status_code == 200 else None
        body = {"version": draft["version"] if draft else 0, "document": document}
        answer = await self.http.put(f"definitions/{kind}/{key}/draft", json=body)
        assert answer.status_code == 200, answer.text
        saved: dict[str, Any] = answer.json()
        return saved

    async def edit(self, kind: str, key: str, *operations: dict[str, Any]) -> httpx.Response:
        """Typed operations on the draft, whatever version it has now."""
        draft = (await self.read(kind, key))["draft"]
        body = {"version": draft["version"] if draft else 0, "operations": operations}
        return await self.http.post(f"definitions/{kind}/{key}/draft/operations", json=body)

    async def edited(self, kind: str, key: str, *operations: dict[str, Any]) -> dict[str, Any]:
        answer = await self.edit(kind, key, *operations)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def changes(self, app: str = "service_desk") -> dict[str, Any]:
        answer = await self.http.get(f"apps/{app}/changes")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def publish(self, *accept: str, app: str = "service_desk") -> httpx.Response:
        return await self.http.post(f"apps/{app}/publish", json={"accept": accept})

    async def published(self, *accept: str, app: str = "service_desk") -> dict[str, Any]:
        answer = await self.publish(*accept, app=app)
        assert answer.status_code in {200, 202}, answer.text
        found: dict[str, Any] = answer.json()

        async def over() -> bool:
            found.update((await self.http.get(f"publications/{found['id']}")).json())
            return found["state"] in {"done", "failed"}

        if answer.status_code == 202:
            await until(over)
        assert found["state"] == "done", found
        return found


@pytest.fixture
async def builder(office: Office) -> Builder:
    """An administrator."""
    return Builder(await office.person("Builder", admin=True, language="en"))


@pytest.fixture
def make_builder(office: Office) -> Callable[[str], Awaitable[Builder]]:
    """Further administrators, each with a language of their own."""

    async def make(language: str) -> Builder:
        return Builder(await office.person("Builder", admin=True, language=language))

    return make
