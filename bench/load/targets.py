"""What the figures of the catalogue shall be, on two processors."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Target:
    """A bound; `rising`: more is better."""

    bound: float
    rising: bool

    def reached(self, value: float) -> bool:
        """Whether a value keeps it."""
        return value >= self.bound if self.rising else value <= self.bound

    def told(self, value: float) -> str:
        """The bound, and whether the value keeps it."""
        verdict = "reached" if self.reached(value) else "MISSED"
        return f"{'≥' if self.rising else '≤'} {self.bound:,g} {verdict}"


def _at_least(bound: float) -> Target:
    return Target(bound, rising=True)


def _at_most(bound: float) -> Target:
    return Target(bound, rising=False)


TARGETS: Final[Mapping[str, Target]] = {
    "submit_rate": _at_least(630),
    "submit_p99": _at_most(150),
    "ready": _at_most(3),
    "memory": _at_most(300),
    "memory_growth": _at_most(1.05),
    "list_100k_rate": _at_least(400),
    "list_1m_rate": _at_least(400),
    "update_rate": _at_least(400),
    "complete_rate": _at_least(400),
    "effect_p99": _at_most(50),
    "burst_drain": _at_most(5),
    "calendar_rate": _at_least(100_000),
    "transition_rate": _at_least(400),
    "import_10k": _at_most(120),
    "proof_p99": _at_most(50),
    "vs_spiff": _at_least(10),
    "list_p95": _at_most(100),
    "filter_sort_p95": _at_most(300),
    "save_p95": _at_most(100),
    "dashboard_cold_p95": _at_most(300),
    "dashboard_warm_p95": _at_most(30),
    "growth_list": _at_most(2),
    "growth_sorted": _at_most(2),
    "growth_changed": _at_most(2),
    "growth_save": _at_most(2),
    "growth_save_text": _at_most(2),
    "growth_dashboard": _at_most(2),
    "growth_dashboard_days": _at_most(2),
}
