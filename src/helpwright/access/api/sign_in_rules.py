"""What the organization asks of whoever signs in."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from helpwright.access import store
from helpwright.access.audit import entry
from helpwright.access.gate import ForSettings, Gate, TheGate
from helpwright.access.model import PARTS_OF_ROLE
from helpwright.access.operations.second_factor import policy_of
from helpwright.access.password_rules import LONGEST_MINIMUM
from helpwright.access.passwords import SHORTEST
from helpwright.access.sign_in_policy import EVERYBODY, SETTING, SignInPolicy
from helpwright.kernel.errors import FieldProblem, Invalid
from helpwright.platform.routes import Router

router = Router(prefix="/sign-in-rules", tags=["settings"])


class SignInRules(BaseModel):
    """`shortest`: least length of a password. `second_factor_for`: who needs the second step.

    That is `everybody`, system roles, or roles of apps as `app.role`.
    """

    model_config = ConfigDict(extra="forbid")
    shortest: Annotated[int, Field(ge=SHORTEST, le=LONGEST_MINIMUM)]
    second_factor_for: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=200)]


@router.get("")
async def get_rules(_caller: ForSettings, gate: TheGate) -> SignInRules:
    """Tell what is asked for."""
    return _answer(await policy_of(gate))


@router.put("")
async def put_rules(body: SignInRules, caller: ForSettings, gate: TheGate) -> SignInRules:
    """Change it; it holds from the next request of everybody concerned."""
    wanted = SignInPolicy(body.shortest, frozenset(body.second_factor_for))
    await _check(gate, body.second_factor_for)
    told = entry(gate.clock.now(), "settings_changed", caller, "settings", {SETTING: wanted.to_json()})
    await gate.database.write([store.save_setting(SETTING, wanted.to_json()), told])
    return _answer(wanted)


async def _check(gate: Gate, names: list[str]) -> None:
    known = {EVERYBODY, *PARTS_OF_ROLE, *(await gate.read_roles_and_teams()).roles}
    wrong = [
        FieldProblem(f"second_factor_for.{index}", "role_unknown", {"role": name})
        for index, name in enumerate(names)
        if name not in known
    ]
    if wrong:
        raise Invalid(wrong)


def _answer(policy: SignInPolicy) -> SignInRules:
    return SignInRules(shortest=policy.shortest, second_factor_for=sorted(policy.second_factor_for))
