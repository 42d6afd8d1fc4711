"""The rows of a scope without doubles, for aggregates: branches of a union that no row is in twice."""

from collections.abc import Sequence

from helpwright.access.row_scope import Branch


def disjoint(branches: Sequence[Branch]) -> list[str]:
    """Conditions over `r`, one a branch: each admits what no branch before it did.

    Every condition begins with its own branch, so that each can follow an index of its own; what is excluded is only
    looked at on the rows found.
    """
    found: list[str] = []
    for place, branch in enumerate(branches):
        excluded = "".join(f" AND ({each.sql}) IS NOT TRUE" for each in branches[:place])
        found.append(f"({branch.sql}){excluded}")
    return found
