"""What every refusal must look like, in both languages."""

import re
from typing import Any

import httpx

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_MEMBERS = {"type", "title", "status", "code", "detail", "errors"}
_TECHNICAL = re.compile(r"Traceback|psycopg|asyncpg|SELECT |INSERT |pydantic|NoneType|0x[0-9a-f]{6}")


def problem_of(answer: httpx.Response) -> dict[str, Any]:
    """The problem, when it is well formed: sentences for people, nothing of our inside."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text[:500]
    problem: dict[str, Any] = answer.json()
    assert problem.keys() >= _MEMBERS
    assert problem["status"] == answer.status_code
    assert not _TECHNICAL.search(answer.text), answer.text
    chinese = answer.headers["content-language"] == "zh-CN"
    texts = [problem["title"], problem["detail"], *(each["message"] for each in problem["errors"])]
    for text in texts:
        assert text
        assert "{" not in text, text
        assert bool(_CHINESE.search(text)) == chinese, text
    return problem


def refused(client: httpx.Client, method: str, path: str, **request: Any) -> dict[str, Any]:
    """Ask in Chinese and in English; both must be refused alike. The English problem."""
    found = []
    for language in ("zh-CN", "en"):
        headers = {"Accept-Language": language, **request.get("headers", {})}
        answer = client.request(method, path, **{**request, "headers": headers})
        assert answer.headers.get("content-language") == language, answer.text[:500]
        found.append(problem_of(answer))
    assert found[0]["code"] == found[1]["code"]
    assert [(each["field"], each["code"]) for each in found[0]["errors"]] == [
        (each["field"], each["code"]) for each in found[1]["errors"]
    ]
    return found[1]
