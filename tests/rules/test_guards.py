from uuid import uuid4

import pytest

from helpwright.rules.guards import DEEPEST, MOST_A_MINUTE, continued, stopped_by
from helpwright.rules.masks import MASK, masked

RECORD, OTHER = uuid4(), uuid4()


def test_a_rule_is_stopped_on_the_same_record_only() -> None:
    chain = continued((), "desk.a", RECORD)
    assert stopped_by(chain, "desk.a", RECORD, 0) == "reentered"
    assert stopped_by(chain, "desk.a", OTHER, 0) is None
    assert stopped_by(chain, "desk.b", RECORD, 0) is None


def test_eight_in_a_row_and_fifty_a_minute_are_enough() -> None:
    chain = tuple(f"desk.r{number}@{RECORD}" for number in range(DEEPEST))
    assert stopped_by(chain[:-1], "desk.a", RECORD, 0) is None
    assert stopped_by(chain, "desk.a", RECORD, 0) == "too_deep"
    assert stopped_by((), "desk.a", RECORD, MOST_A_MINUTE - 1) is None
    assert stopped_by((), "desk.a", RECORD, MOST_A_MINUTE) == "breaker"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"password": "x", "name": "y"}, {"password": MASK, "name": "y"}),
        ({"Authorization": "Bearer abcdefghijkl"}, {"Authorization": MASK}),
        ("Bearer abcdefghijkl", f"Bearer {MASK}"),
        (["https://desk.example/p/AbCdEfGhIjKlMnOpQrSt"], [f"https://desk.example/p/{MASK}"]),
        ({"url": "https://x.example/hook?a=1&token=abc"}, {"url": f"https://x.example/hook?a=1&token={MASK}"}),
        ({"changes": {"urgency": ["normal", "urgent"]}, "n": 3, "none": None}, None),
    ],
)
def test_secrets_are_hidden_and_nothing_else(value: object, shown: object) -> None:
    assert masked(value) == (value if shown is None else shown)
