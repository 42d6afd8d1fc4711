"""What every refusal must look like, in both languages."""

import re
from importlib.resources import files
from typing import Any

import httpx
import orjson

from helpwright.kernel.text import LOCALES

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_MEMBERS = {"type", "title", "status", "code", "detail", "errors"}
_TECHNICAL = re.compile(r"Traceback|psycopg|asyncpg|SELECT |INSERT |pydantic|NoneType|0x[0-9a-f]{6}")
_INSIDE = re.compile(r"Traceback|psycopg|asyncpg|pydantic|NoneType")
_PLACE = re.compile(r"\{[a-z_]+(?::[a-z]+)?\}")
_TEXTS = {each: orjson.loads((files("helpwright") / "locale" / f"{each}.json").read_bytes()) for each in LOCALES}


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


def quoting_problem_of(answer: httpx.Response) -> dict[str, Any]:
    """As `problem_of` where a refusal may quote made-up input, which looks like anything: known codes.

    Each sentence is the one of its code, or the one that names the field by its label, with every place filled.
    """
    assert answer.headers["content-type"] == "application/problem+json", answer.text[:500]
    problem: dict[str, Any] = answer.json()
    assert problem.keys() >= _MEMBERS
    assert problem["status"] == answer.status_code
    locale = answer.headers["content-language"]
    told = [(problem["code"], problem["detail"]), *((each["code"], each["message"]) for each in problem["errors"])]
    for code, text in told:
        templates = [_TEXTS[locale][key] for key in (code, f"{code}_of") if key in _TEXTS[locale]]
        assert templates, f"no sentence for {code}"
        assert any(_is_filled(template, text) for template in templates), (code, text)
    assert not _INSIDE.search(answer.text), answer.text[:500]
    return problem


def _is_filled(template: str, text: str) -> bool:
    """Whether the text is this sentence with something in every place."""
    pattern = ".*".join(re.escape(part) for part in _PLACE.split(template))
    left = any(place in text for place in _PLACE.findall(template))
    return re.fullmatch(pattern, text, re.DOTALL) is not None and not left


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
