"""What a view says: a query that lists records, and how the list looks. Pure."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from helpwright.query.document import Name, QueryDocument

Density = Literal["compact", "normal", "roomy"]
Width = Annotated[int, Field(ge=40, le=1_200)]


class ViewLook(BaseModel):
    """How the list looks: widths of columns in pixels by key, the field it is grouped by, the height of its rows."""

    model_config = ConfigDict(extra="forbid")
    widths: Annotated[dict[Name, Width], Field(max_length=100)] = {}
    group: Name | None = None
    density: Density | None = None


class ViewDocument(BaseModel):
    """One view. `roles` are keys of the form's app; whoever has one of them sees it."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    query: QueryDocument
    look: ViewLook = ViewLook()
    roles: Annotated[list[Name], Field(max_length=50)] = []

    @model_validator(mode="after")
    def _lists(self) -> "ViewDocument":
        if not self.query.lists_records or len(self.query.sort) > 1 or self.query.cursor is not None:
            raise ValueError("view_lists_records")
        return self


class ViewChange(ViewDocument):
    """A view written anew. `began`: its `changed_at` as it was when the change was begun; another one is a conflict."""

    began: AwareDatetime | None = None


def sort_text(query: QueryDocument) -> str | None:
    """The order as lists take it: `-created_at`."""
    if not query.sort:
        return None
    first = query.sort[0]
    return f"-{first.by}" if first.desc else str(first.by)


def fields_of(document: ViewDocument) -> list[str]:
    """Keys of everything the view names beside its filter."""
    named = [*(document.query.fields or ()), *document.look.widths]
    named += [str(each.by) for each in document.query.sort]
    return [*named, *([document.look.group] if document.look.group else [])]
