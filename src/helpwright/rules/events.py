"""Events that rules bring about themselves. All but `actions_due` say in their data which rule it is (`rule`)."""

from typing import Final

READER: Final = "rules"
"""Of the event stream: the one that starts runs."""
DWELL_OVER: Final = "dwell_over"
"""A value has stayed as long as the rule says; data `{rule, field, value, since, stay}`."""
SCHEDULE_DUE: Final = "schedule_due"
"""The rule's time has come, of no record in particular; data `{rule, due}`."""
BUTTON_PRESSED: Final = "button_pressed"
"""A person pressed the rule's button on a record; data `{rule, label, key}`, `key` that of its request."""
ACTIONS_DUE: Final = "actions_due"
"""A flow wants actions done; data `{actions, flow, instance, node, activity, seq, why, answer}`."""
RULE_STOPPED: Final = "rule_stopped"
"""A guard has stopped a run, or it has failed for good; data `{rule, run, reason}`."""

FOR_ONE_RULE: Final = frozenset({DWELL_OVER, SCHEDULE_DUE, BUTTON_PRESSED})
