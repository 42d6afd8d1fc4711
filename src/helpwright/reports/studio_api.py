"""HTTP for builders of dashboards: in and out, no decisions."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from helpwright.access.gate import ForDefinitions
from helpwright.definitions.studio.desk import StudioDesk
from helpwright.forms.answers import OptionAnswer
from helpwright.forms.field_type import FieldType
from helpwright.platform.database import to_json
from helpwright.platform.problems import locale_of
from helpwright.platform.routes import Router
from helpwright.reports.offer import Offer

Locale = Annotated[str, Depends(locale_of)]


class DatasetColumnAnswer(BaseModel):
    """A column. `groups`: it can be a dimension, in `buckets` of time, by `ranges` of a number.

    `aggregates` can be computed of it. `record`: a field of the record behind a row. `live`: it can be asked about.
    """

    key: str
    label: str
    type: str
    record: bool
    live: bool
    groups: bool
    ranges: bool
    buckets: list[str]
    aggregates: list[str]
    operators: list[str]
    options: list[OptionAnswer] | None


class DatasetMeasureAnswer(BaseModel):
    """A named measure with its definition in a sentence."""

    key: str
    name: str
    help: str
    type: str


class DatasetAnswer(BaseModel):
    """A form (`form` is its key) or a system dataset."""

    key: str
    name: str
    form: str | None
    live: bool
    columns: list[DatasetColumnAnswer]
    measures: list[DatasetMeasureAnswer]


class AggregateAnswer(BaseModel):
    """An aggregate. `type` of its result, null for that of the field."""

    key: str
    name: str
    field: Literal["needed", "allowed", "refused"]
    type: str | None


class DatasetsAnswer(BaseModel):
    """What a dashboard of the app can be made of, as the app is being edited."""

    datasets: list[DatasetAnswer]
    aggregates: list[AggregateAnswer]


def dataset_routes(desk: StudioDesk, types: Mapping[str, FieldType]) -> APIRouter:
    """`GET studio/datasets` below `/api/v1`."""
    router = Router(prefix="/studio", tags=["studio"])

    @router.get("/datasets", response_model=DatasetsAnswer)
    async def read_datasets(app: Annotated[str, Query(max_length=100)], _caller: ForDefinitions, locale: Locale) -> Any:
        """Forms and system datasets with their columns, measures and aggregates, in the reader's language."""
        changes = await desk.changes(app)
        before, after = changes.examined.drafts(desk.kinds, changes.live)
        offer = Offer(types, desk.sentences, locale, after.of("form"), before.of("form"))
        body = {"datasets": offer.datasets(), "aggregates": offer.aggregates()}
        return Response(to_json(body), media_type="application/json")

    return router
