"""A form compiled for use: fields in order with their types and physical columns."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from helpwright.definitions.model import DefinitionSet, Part
from helpwright.forms.document import FormDocument, status_field
from helpwright.forms.field_type import FieldSettings, FieldType
from helpwright.forms.sealed import type_of
from helpwright.kernel.errors import Missing
from helpwright.kernel.text import localize


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a compiled form. `column` is where its value is read: its own column, or the record's number."""

    key: str
    type: FieldType
    settings: FieldSettings
    column: str

    @property
    def public(self) -> str:
        """What customers may do with it: write, read or hidden."""
        if self.settings.internal:
            return "hidden"
        return self.settings.public or self.type.for_customers

    @property
    def stored(self) -> bool:
        """Whether it has a column of its own, which can be written."""
        return self.settings.kept == "column"

    @property
    def sealed(self) -> bool:
        """Whether its values are sensitive."""
        return self.settings.sensitive

    def compared(self, alias: str = "r") -> str:
        """What its values compare by, as an expression."""
        return self.type.compared(f'{alias}."{self.column}"')

    def label(self, locale: str) -> str:
        """Its label."""
        return localize(self.settings.label, locale)

    def describe(self, locale: str) -> dict[str, Any]:
        """What a screen needs to show an input or a value."""
        settings = self.settings
        described: dict[str, Any] = {
            "key": self.key,
            "type": self.type.key,
            "label": localize(settings.label, locale),
            "help": localize(settings.help, locale) or None,
            "placeholder": localize(settings.placeholder, locale) or None,
            "required": settings.required,
            "internal": settings.internal,
            "width": settings.width,
            **self.type.describe(settings, locale),
        }
        if self.type.drawn_as is not None:
            described["drawn_as"] = self.type.drawn_as
        if settings.default is not None:
            described["default"] = settings.default
        return described


@dataclass(frozen=True)
class Form:
    """A live form. `table` is the quoted, schema-qualified name of its table.

    `fields` are those with a value; `layout_only` stand between them and hold none.
    """

    id: int
    app: str
    key: str
    version: int
    document: FormDocument
    fields: Mapping[str, Field]
    table: str
    layout_only: Mapping[str, Field] = field(default_factory=dict)

    @cached_property
    def name(self) -> str:
        """Identity: `app.key`."""
        return f"{self.app}.{self.key}"

    @cached_property
    def derived(self) -> dict[str, Any]:
        """What others have made of this form, such as text of statements, by names of their own: kept as long as it."""
        return {}

    @cached_property
    def status(self) -> Field | None:
        """The status field of a case."""
        key = status_field(self.document)
        return self.fields[key] if key is not None else None

    @cached_property
    def title_field(self) -> Field | None:
        """Shown as the record's title: the chosen one, else the first text of several lines, else of one line."""
        if self.document.title is not None:
            return self.fields[self.document.title]
        for wanted in ("multiline", "text"):
            for each in self.fields.values():
                if each.type.key == wanted and not each.settings.internal and not each.sealed:
                    return each
        return None

    @cached_property
    def sealed(self) -> tuple[Field, ...]:
        """The fields with sensitive values."""
        return tuple(each for each in self.fields.values() if each.sealed)

    @cached_property
    def public_fields(self) -> tuple[Field, ...]:
        """Fields a customer fills in, in the order of the layout."""
        return tuple(each for each in self.public_layout if each.stored)

    @cached_property
    def shown_fields(self) -> tuple[Field, ...]:
        """Fields that colleagues fill in and the customer reads; the status speaks for itself."""
        return tuple(
            each for each in self.in_layout if each.public == "read" and each.stored and each is not self.status
        )

    @cached_property
    def public_layout(self) -> tuple[Field, ...]:
        """What a customer sees of the form: fields to fill in, and what explains and parts them."""
        return tuple(
            each
            for each in self.in_layout
            if (each.public == "write" and each.stored) or (each.key in self.layout_only and each.public != "hidden")
        )

    @cached_property
    def everything(self) -> Mapping[str, Field]:
        """Fields with and without a value, in the order of the document."""
        return {key: self.fields.get(key) or self.layout_only[key] for key in self.document.fields}

    @cached_property
    def in_layout(self) -> tuple[Field, ...]:
        """Everything in the order of the layout; what is not placed comes last."""
        placed = [key for section in self.document.layout for key in section.fields]
        rest = [key for key in self.everything if key not in placed]
        return tuple(self.everything[key] for key in (*placed, *rest))

    def layout(self, keys: Iterable[str], locale: str) -> list[dict[str, Any]]:
        """Sections that hold some of `keys`; fields placed nowhere come in a last section without a title."""
        wanted = set(keys)
        sections: list[dict[str, Any]] = []
        for section in self.document.layout:
            inside = [key for key in section.fields if key in wanted]
            wanted.difference_update(inside)
            if inside:
                sections.append(
                    {"section": localize(section.section, locale), "columns": section.columns, "fields": inside}
                )
        rest = [key for key in self.everything if key in wanted]
        return [*sections, {"section": "", "columns": 1, "fields": rest}] if rest else sections


class Forms:
    """All live forms at one epoch."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self._by_name = {form.name: form for form in forms}
        self._by_slug = {form.document.public.slug: form for form in self._by_name.values() if form.document.public}
        self._by_id = {form.id: form for form in self._by_name.values()}

    def __iter__(self) -> Iterator[Form]:
        return iter(self._by_name.values())

    def find(self, name: str) -> Form:
        """By `app.key`, or the bare key where only one app has it. Raises Missing."""
        if name in self._by_name:
            return self._by_name[name]
        bare = [form for form in self._by_name.values() if form.key == name]
        if len(bare) == 1:
            return bare[0]
        raise Missing("form_missing", form=name[:80])

    def by_slug(self, slug: str) -> Form:
        """The public form at this address. Raises Missing."""
        if slug not in self._by_slug:
            raise Missing("public_form_missing", slug=slug[:80])
        return self._by_slug[slug]

    def by_id(self, form_id: int) -> Form | None:
        """By the id of its definition."""
        return self._by_id.get(form_id)


def compile_form(part: Part, model: type[FormDocument], types: Mapping[str, FieldType]) -> Form:
    """A live part as a form."""
    document = model.model_validate(part.document)
    columns: Mapping[str, str] = {**part.physical["columns"], **document.numbered}
    fields = {
        key: Field(key, type_of(types, settings), settings, columns.get(key, key))
        for key, settings in document.fields.items()
    }
    table = f'"{part.app}"."{part.physical["table"]}"'
    valued = {key: each for key, each in fields.items() if each.settings.kept != "nothing"}
    layout_only = {key: each for key, each in fields.items() if key not in valued}
    return Form(part.id, part.app, part.key, part.version, document, valued, table, layout_only)


def compile_forms(definitions: DefinitionSet, model: type[FormDocument], types: Mapping[str, FieldType]) -> Forms:
    """Every live form."""
    return Forms(compile_form(part, model, types) for part in definitions.of_kind("form"))
