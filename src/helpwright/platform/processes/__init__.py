"""Processes: children that end with their parent, other accounts, and what /proc knows about the living.

Linux and the standard library only. Start children from the main thread: the kernel sends the death signal when
the *thread* that started them ends.
"""

from helpwright.platform.processes.account import Account, Need, first_obstacle, root_account
from helpwright.platform.processes.child import Apart, Child, Ending, end_in_order, start_child
from helpwright.platform.processes.living import Effort, effort, living_in, wait_until

__all__ = [
    "Account",
    "Apart",
    "Child",
    "Effort",
    "Ending",
    "Need",
    "effort",
    "end_in_order",
    "first_obstacle",
    "living_in",
    "root_account",
    "start_child",
    "wait_until",
]
