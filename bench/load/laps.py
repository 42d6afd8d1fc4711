"""The best of several rounds: what a machine can do while nothing else disturbs it."""

import time
from collections.abc import Callable


def best_of(rounds: int, work: Callable[[], object]) -> float:
    """Seconds of the quickest round."""
    best = float("inf")
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def rate(rounds: int, times: int, lap: Callable[[], object], each: int) -> float:
    """Operations a second in the quickest round of `times` laps, each of which does `each` of them."""

    def work() -> None:
        for _ in range(times):
            lap()

    return times * each / best_of(rounds, work)
