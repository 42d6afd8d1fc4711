"""A filter is as deep and as large as can be read and carried out in no time."""

from typing import Any

import pytest

from helpwright.kernel.errors import Invalid
from helpwright.kernel.filter_tree import conditions, parse_filter

LEAF = {"field": "x", "op": "filled"}


def nested(depth: int) -> Any:
    return LEAF if depth == 0 else {"not": nested(depth - 1)}


@pytest.mark.parametrize(("document", "count"), [(nested(16), 1), ({"all": [LEAF] * 499}, 499), ({"any": []}, 0)])
def test_what_is_small_enough(document: Any, count: int) -> None:
    assert len(list(conditions(parse_filter(document)))) == count


@pytest.mark.parametrize("document", [nested(17), nested(500), {"all": [LEAF] * 500}], ids=["17", "500", "many"])
def test_what_is_too_large(document: Any) -> None:
    with pytest.raises(Invalid) as refused:
        parse_filter(document)
    assert [each.code for each in refused.value.errors] == ["filter_too_large"]
