"""The reference page tells of what there is today, and its example runs."""

import json
import re

import query_reference
from helpwright.query.document import QueryDocument


def test_the_page_is_not_stale() -> None:
    assert query_reference.FILE.read_text(encoding="utf-8") == query_reference.render(), (
        "run: .venv/bin/python scripts/query_reference.py"
    )


def test_its_example_is_a_query() -> None:
    found = re.search(r"```json\n(.*?)```", query_reference.render(), re.DOTALL)
    assert found is not None
    assert QueryDocument.model_validate(json.loads(found.group(1))).source == "ticket"
