"""Whatever file joins the folder is tested by this."""

import pytest

from helpwright.kernel.registry import load
from helpwright.rules.kind import Action, AnyAction, Step

ACTIONS = load("action", Action, ["helpwright.actions"])


@pytest.mark.parametrize("key", ACTIONS)
def test_an_action_is_complete(key: str) -> None:
    action: AnyAction = ACTIONS[key]
    assert issubclass(action.settings, Step)
    assert action.settings.model_config.get("extra") == "forbid"
    assert action.settings.model_config.get("frozen") is True
    assert action.settings.__doc__
