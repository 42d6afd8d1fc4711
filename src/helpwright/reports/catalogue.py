"""What can be asked about beside forms: system datasets and named measures, one file each."""

from collections.abc import Mapping

from helpwright.kernel.registry import load
from helpwright.query.measure import NamedMeasure
from helpwright.reports.dataset import Dataset
from helpwright.reports.measure import Measure

DATASETS: Mapping[str, Dataset] = load("dataset", Dataset, ("helpwright.reports.datasets",))
MEASURES: Mapping[str, Measure] = load("measure", Measure, ("helpwright.reports.measures",))
LATER = frozenset({"surveys", "flow_steps", "messages", "activity"}) - DATASETS.keys()
"""Datasets that a dashboard may name already; its widgets wait for them."""


def named_measures(dataset: str) -> Mapping[str, NamedMeasure]:
    """Measures that are defined on a dataset, by key."""
    return {key: each.named for key, each in MEASURES.items() if each.dataset == dataset}
