"""Every file of the catalogues of datasets and measures keeps what its kind promises."""

import pytest

from helpwright.platform.sentences import Sentences
from helpwright.query.dimension import groupable
from helpwright.reports.catalogue import DATASETS, LATER, MEASURES
from helpwright.reports.sources import dataset_source
from tests.support.office import Office

SAY = Sentences.load()


@pytest.mark.parametrize("name", DATASETS)
def test_a_dataset_can_be_paged_and_named(name: str) -> None:
    known = DATASETS[name].known
    assert known["id"].kind == "id"
    assert known["created_at"].kind == "instant"
    codes = [f"column_{key}" for key in known] + [code for each in known.values() for code in each.options.values()]
    assert [code for code in codes if not SAY.knows(code)] == []


@pytest.mark.parametrize("name", DATASETS)
async def test_every_column_and_measure_of_a_dataset_can_be_asked(office: Office, name: str) -> None:
    await (await office.agent()).solve((await office.submit()).id)
    leader = await office.supervisor()
    listed = await leader.post("query", json={"from": name, "limit": 200})
    assert listed.status_code == 200, listed.text
    assert [each["key"] for each in listed.json()["columns"]] == list(DATASETS[name].known)
    named = [{"measure": key} for key, each in MEASURES.items() if each.dataset == name]
    for key, column in DATASETS[name].known.items():
        filters = [{"field": key, "op": op} for op in ("empty", "filled")]
        query = {"from": name, "filter": {"any": filters}, "measures": [{"agg": "count"}, *named]}
        if groupable(column):
            query["by"] = [{"field": key}]
        answer = await leader.post("query", json=query)
        assert answer.status_code == 200, (key, answer.text)
        assert sum(row[-1 - len(named)] for row in answer.json()["rows"]) == len(listed.json()["rows"]), key
    nothing = dataset_source(name, [])
    assert await office.rows(f"SELECT * FROM {nothing.rows}") == []  # noqa: S608 -- what is tested


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_belongs_to_a_dataset_and_has_a_name(name: str) -> None:
    assert MEASURES[name].dataset in DATASETS
    assert SAY.knows(f"measure_{name}")


def test_a_dataset_that_is_there_is_not_for_later() -> None:
    assert not LATER & DATASETS.keys()
