"""The form document: what a builder writes, checked as far as it can be alone."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, Union

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, create_model

from helpwright.definitions.kind import AppDraft, DocumentProblem
from helpwright.forms.field_type import HOME_ZONE, FieldSettings, FieldType, Fill, Key, ValueRefused
from helpwright.forms.list_view import Views
from helpwright.forms.promises import ServiceTargets, check_service
from helpwright.kernel.filter import is_empty
from helpwright.kernel.text import LocalText, all_forms

SYSTEM_COLUMNS = frozenset(
    {
        "id", "submission_key", "submission_hash", "number", "created_at", "created_by", "updated_at", "updated_by",
        "owner_id", "team_id", "dept_id", "partner_id", "source", "source_detail", "version", "deleted_at",
        "language", "case", "record", "form",
        "tableoid", "xmin", "xmax", "cmin", "cmax", "ctid",
    },
)  # fmt: skip


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NumberFormat(_Model):
    """Record numbers: prefix, a date part, a counter of at least `digits` digits that starts anew each `reset`."""

    prefix: Annotated[str, StringConstraints(max_length=10, pattern=r"^[A-Za-z0-9\-]*$")] = ""
    date: Literal["", "yyyy", "yyyyMM", "yyyyMMdd"] = ""
    digits: Annotated[int, Field(ge=1, le=12)] = 6
    reset: Literal["never", "day", "month", "year"] = "never"


class PublicForm(_Model):
    """Reachable without an account at `/f/{slug}`."""

    slug: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9\-]{0,39}$")]
    thanks: LocalText | None = None


class Section(_Model):
    """A titled group of fields in 1 to 4 columns."""

    section: LocalText
    columns: Annotated[int, Field(ge=1, le=4)] = 1
    fields: list[Key]


class Replies(_Model):
    """What becomes of a colleague's reply to the customer: `{mail: false}`, `{template: reply}`.

    It goes by mail to the first field of an address that customers fill in, unless `mail` is false. `template` names
    the message template it is written by; its variable `reply` is what the colleague wrote.
    """

    mail: Literal[False] | None = None
    template: Key | None = None


class FormDocument(_Model):
    """A form; `fields` are settings of the catalogue's types, `views` the tabs of its list (none: the usual ones)."""

    name: LocalText
    title: Key | None = None
    number: NumberFormat | None = None
    public: PublicForm | None = None
    fields: Mapping[Key, Any]
    layout: list[Section] = []
    service: ServiceTargets | None = None
    replies: Replies | None = None
    views: Views = {}

    @property
    def stored(self) -> Mapping[str, FieldSettings]:
        """The fields with a column of their own."""
        return {key: each for key, each in self.fields.items() if each.kept == "column"}

    @property
    def valued(self) -> Mapping[str, FieldSettings]:
        """The fields that have a value: all but what only stands in the layout."""
        return {key: each for key, each in self.fields.items() if each.kept != "nothing"}

    @property
    def numbered(self) -> Mapping[str, str]:
        """Fields that show the record's number, with the system column they read."""
        return {key: "number" for key, each in self.fields.items() if each.kept == "number"}


def _some_field(fields: dict[str, Any]) -> dict[str, Any]:
    if not fields:
        raise ValueError("form_needs_field")
    return fields


def document_model(types: Mapping[str, FieldType]) -> type[FormDocument]:
    """The form document with the catalogue's field settings."""
    variants: list[Any] = []
    for key, kind in types.items():
        tag: Any = (Literal[key], ...)
        variants.append(create_model(f"{key.title()}Field", __base__=kind.settings, type=tag))
    union: Any = Annotated[Union[tuple(variants)], Field(discriminator="type")]  # noqa: UP007 -- built from a list
    fields: Any = Annotated[dict[Key, union], Field(max_length=500), AfterValidator(_some_field)]
    return create_model("FormDocument", __base__=FormDocument, fields=(fields, ...))


def status_field(document: FormDocument) -> str | None:
    """Key of the status field; a form that has one is a form of cases."""
    return next((key for key, each in document.fields.items() if each.type == "status"), None)


def check_form(
    types: Mapping[str, FieldType], draft: AppDraft, key: str, document: FormDocument
) -> Iterable[DocumentProblem]:
    """What pydantic cannot see: references between fields, defaults, reserved keys."""
    for field_key, settings in document.fields.items():
        yield from _check_field(types, draft, document, field_key, settings)
    yield from _check_title(types, document)
    seen: set[str] = set()
    for index, section in enumerate(document.layout):
        for position, field_key in enumerate(section.fields):
            path = ("layout", index, "fields", position)
            if field_key not in document.fields:
                yield DocumentProblem(path, "field_unknown", {"field": field_key})
            elif field_key in seen:
                yield DocumentProblem(path, "field_doubled", {"field": field_key})
            seen.add(field_key)
    if [each.type for each in document.fields.values()].count("status") > 1:
        yield DocumentProblem(("fields",), "status_doubled")
    yield from check_service(document.service, document.valued, draft.of("calendar"))
    yield from _check_replies(draft, document)
    yield from _check_number(document.number)
    yield from _check_slug(draft, key, document)


def _check_title(types: Mapping[str, FieldType], document: FormDocument) -> Iterable[DocumentProblem]:
    """A field whose value can stand for its record in one line of words."""
    key = document.title
    if key is None:
        return
    if key not in document.fields:
        yield DocumentProblem(("title",), "field_unknown", {"field": key})
        return
    kind = types[document.fields[key].type]
    if document.fields[key].sensitive:
        yield DocumentProblem(("title",), "sensitive_title", {"field": key})
    if key not in document.valued or kind.refers is not None or kind.sql_type.endswith("[]"):
        yield DocumentProblem(("title",), "title_not_possible", {"field": key})


def _check_field(
    types: Mapping[str, FieldType],
    draft: AppDraft,
    document: FormDocument,
    key: str,
    settings: FieldSettings,
) -> Iterable[DocumentProblem]:
    if key in SYSTEM_COLUMNS:
        yield DocumentProblem(("fields", key), "key_reserved", {"key": key})
    if settings.unique and not types[settings.type].unique_allowed:
        yield DocumentProblem(("fields", key, "unique"), "unique_not_possible", {"type": settings.type})
    if settings.sensitive:
        yield from _check_sensitive(types[settings.type], key, settings)
    yield from _check_default(types[settings.type], key, settings)
    yield from _check_labels(key, settings)
    if settings.public == "write" and types[settings.type].for_customers == "hidden" and settings.type != "member":
        yield DocumentProblem(("fields", key, "public"), "field_not_for_customers", {"type": settings.type})
    for problem in types[settings.type].check(settings, draft.of("form")):
        yield DocumentProblem(("fields", key, *problem.path), problem.code, problem.data)
    yield from _check_fill(draft, document, key, settings.fill)


def _check_sensitive(kind: FieldType, key: str, settings: FieldSettings) -> Iterable[DocumentProblem]:
    if not kind.sealable:
        yield DocumentProblem(("fields", key, "sensitive"), "sensitive_not_possible", {"type": settings.type})
    if settings.default is not None:
        yield DocumentProblem(("fields", key, "default"), "sensitive_default")


def _check_fill(draft: AppDraft, document: FormDocument, key: str, fill: Fill | None) -> Iterable[DocumentProblem]:
    if fill is None:
        return
    source = draft.of("form").get(fill.source)
    if source is None:
        yield DocumentProblem(("fields", key, "fill", "from"), "form_unknown", {"form": fill.source})
        return
    if fill.match not in source.valued:
        yield DocumentProblem(("fields", key, "fill", "match"), "field_unknown", {"field": fill.match})
    for here, there in fill.set.items():
        if there in source.valued and source.valued[there].sensitive:
            yield DocumentProblem(("fields", key, "fill", "set", here), "sensitive_fill", {"field": there})
        for wanted, known in ((here, document.stored), (there, source.valued)):
            if wanted not in known:
                yield DocumentProblem(("fields", key, "fill", "set", here), "field_unknown", {"field": wanted})


def _check_default(kind: FieldType, key: str, settings: FieldSettings) -> Iterable[DocumentProblem]:
    try:
        value = kind.default(settings, None, HOME_ZONE)
    except ValueRefused as refused:
        yield DocumentProblem(("fields", key, "default"), refused.code, refused.data)
        return
    if kind.refers is not None and not is_empty(value):
        yield DocumentProblem(("fields", key, "default"), "value_wrong")


def _check_labels(key: str, settings: FieldSettings) -> Iterable[DocumentProblem]:
    """What a person writes must mean one option only: labels differ, and none is the key of another option."""
    texts: Mapping[str, Any] = getattr(settings, "texts", dict)()
    taken: dict[str, str] = {each: each for each in texts}
    for option, text in texts.items():
        for label in sorted(all_forms(text)):
            if taken.setdefault(label.strip(), option) != option:
                yield DocumentProblem(("fields", key, "options", option), "option_label_doubled", {"label": label})


_DATES_THAT_TELL = {"never": 0, "year": len("yyyy"), "month": len("yyyyMM"), "day": len("yyyyMMdd")}


def _check_number(style: NumberFormat | None) -> Iterable[DocumentProblem]:
    """A counter that starts anew repeats its numbers unless the date in them tells the periods apart."""
    if style is not None and len(style.date) < _DATES_THAT_TELL[style.reset]:
        yield DocumentProblem(("number", "reset"), "number_repeats", {"reset": style.reset})


def _check_replies(draft: AppDraft, document: FormDocument) -> Iterable[DocumentProblem]:
    template = document.replies.template if document.replies is not None else None
    if template is not None and template not in draft.of("template"):
        yield DocumentProblem(("replies", "template"), "template_unknown", {"template": template})


def _check_slug(draft: AppDraft, key: str, document: FormDocument) -> Iterable[DocumentProblem]:
    if document.public is None:
        return
    for other, each in draft.of("form").items():
        if other != key and each.public is not None and each.public.slug == document.public.slug:
            yield DocumentProblem(("public", "slug"), "slug_taken", {"slug": document.public.slug, "form": other})
    for part in draft.elsewhere:
        public: Any = part.document.get("public") if part.kind == "form" else None
        if public and public.get("slug") == document.public.slug:
            yield DocumentProblem(("public", "slug"), "slug_taken", {"slug": document.public.slug, "form": part.name})
