"""How often customers, sign-ins and programs may ask within a minute."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from helpwright.access.gate import ForSettings, TheGate
from helpwright.access.operations.rates import limits_of, set_limits
from helpwright.access.rates import HIGHEST, LOWEST
from helpwright.platform.routes import Router

router = Router(prefix="/request-limits", tags=["settings"])

Most = Annotated[int, Field(ge=LOWEST, le=HIGHEST)]


class RequestLimits(BaseModel):
    """Requests a minute: `submissions`, `links`, other `public` ones and `sign-in` of one address, `keys` of one key.

    `links` are progress and surveys. What comes from the server's own machine may come a thousand times as often.
    """

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    submissions: Most
    links: Most
    public: Most
    sign_in: Annotated[Most, Field(alias="sign-in")]
    keys: Most


@router.get("")
async def get_limits(_caller: ForSettings, gate: TheGate) -> RequestLimits:
    """Tell the limits."""
    return RequestLimits.model_validate(await limits_of(gate))


@router.put("")
async def put_limits(body: RequestLimits, caller: ForSettings, gate: TheGate) -> RequestLimits:
    """Change the limits."""
    await set_limits(gate, body.model_dump(by_alias=True), caller)
    return body
