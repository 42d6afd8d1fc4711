"""Who or what has most: numbered, longest first."""

from typing import Annotated

from pydantic import Field

from helpwright.reports.chart import Chart, ChartSettings, Suits


class RankingSettings(ChartSettings):
    """The first `top`; `lowest` begins at the other end."""

    top: Annotated[int, Field(ge=1, le=50)] = 10
    lowest: bool = False


chart = Chart(
    dimensions=(1, 1),
    measures=(1, 3),
    settings=RankingSettings,
    suits=(Suits(8, order="time"), Suits(15, order="steps"), Suits(50, few=True), Suits(80, few=False), Suits(90)),
)
