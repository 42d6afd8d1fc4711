"""What the benchmark of growth writes is what the product would have written."""

import io

from ruamel.yaml import YAML

from helpwright.cases.check import check_cases
from helpwright.flows.recheck import replay_journals
from helpwright.flows.store import sample_of_instances
from helpwright.platform.database import Statement
from load.grown import OPEN, grow
from load.served import blueprint_of
from tests.support.office import Office

COUNTED = Statement("SELECT category, count(*) AS n FROM cases GROUP BY category")


async def test_the_nightly_checks_are_content_with_a_grown_desk(office: Office, desk_url: str) -> None:
    text = io.StringIO()
    YAML().dump(blueprint_of({}), text)
    assert (await office.blueprint(text.getvalue())).status_code == 200
    await office.submit()
    number = 3 * OPEN
    grow(desk_url, number, office.clock.now())

    assert await check_cases(office.product.records) == 0
    assert await replay_journals(office.product.flows, 100) == (100, 0)
    assert len(await office.product.database.all(sample_of_instances(2 * number))) == number + 1
    rows = await office.product.database.all(COUNTED)
    assert {row["category"]: row["n"] for row in rows} == {"open": OPEN + 1, "solved": OPEN, "closed": OPEN}
