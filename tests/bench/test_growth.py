"""How the benchmark of growth adds up the turns in which it measures."""

import pytest

from growth import Cost, Lap, _slower_half, _without


def test_a_kind_costs_what_all_its_turns_took_for_each_request() -> None:
    cost = Cost.of([Lap([0.01] * 30, 0.06, 30), Lap([0.03] * 10, 0.02, 10)])
    assert cost.each == pytest.approx(2.0)
    assert cost.median == pytest.approx(10.0)
    assert cost.p95 == pytest.approx(30.0)


@pytest.mark.parametrize("latencies", [[0.02, 0.09, 0.03, 0.08], [0.09, 0.02, 0.08, 0.03, 0.09]])
def test_of_turns_of_saving_and_reading_the_reading_is_told_whichever_came_first(latencies: list[float]) -> None:
    read = _slower_half(Lap(latencies, 0.2, len(latencies)))
    assert min(read.latencies) == pytest.approx(0.08)
    save = Cost.of([Lap([0.02], 0.005, 1)])
    assert _without(Cost.of([Lap(read.latencies, 0.06, 4)]), save).each == pytest.approx(25.0)
