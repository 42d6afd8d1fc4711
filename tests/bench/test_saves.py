"""What the benchmark of growth saves is a change, at every size and in every measurement of a desk that is kept."""

from pathlib import Path

import pytest

from load.grown import OPEN, urgency_of
from load.saves import Saves

SIZE = 2 * OPEN + 1_000


@pytest.mark.parametrize("field", ["urgency", "solution"])
@pytest.mark.parametrize("measurements", [1, 7])
def test_each_save_changes_its_ticket_however_often_a_desk_is_measured(
    field: str, measurements: int, tmp_path: Path
) -> None:
    desk = tmp_path / "grown"
    desk.touch()
    stands: dict[int, str | None] = {
        number: urgency_of(number) if field == "urgency" else None for number in range(1, SIZE - 2 * OPEN + 1)
    }
    saved = set()
    for _ in range(measurements):
        saves = Saves(SIZE, desk)
        for _ in range(4_000 // measurements):
            number, value = saves.next(field)
            assert value != stands[number]
            stands[number] = value
            saved.add(number)
        saves.keep()
    assert saved == set(stands)


def test_texts_do_not_follow_where_choices_have_just_been(tmp_path: Path) -> None:
    desk = tmp_path / "grown"
    desk.touch()
    saves = Saves(10_000, desk)
    choices = {saves.next("urgency")[0] for _ in range(900)}
    assert not choices & {saves.next("solution")[0] for _ in range(900)}
