"""Elements of documents: the fields, options, nodes, widgets and so on that builders add, change, move and remove."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from helpwright.kernel.text import LOCALES, localize

KEY = "*"
PLACE = "#"
SAME = "="
KEYS = "@"
Step = str | int
_NAMES = ("label", "name", "title", "section", "question")


@dataclass(frozen=True, slots=True)
class Element:
    """One sort of element of a kind. In `path`, `*` stands for a key of a map and `#` for a place in a list.

    Maps that hold elements are those whose order carries meaning. `named_by` are paths of the same document where the
    key of such an element stands: `*` and `#` mean any, `=` the key or place of the element (or of what holds it),
    `@` at the end the keys of a map.
    """

    name: str
    path: tuple[str, ...]
    named_by: tuple[tuple[str, ...], ...] = ()

    @property
    def keyed(self) -> bool:
        """Whether elements of this sort have keys; else they have places, counted from 0."""
        return self.path[-1] == KEY

    def place(self, at: Sequence[Step]) -> tuple[Step, ...] | None:
        """The path of the element named by the keys and places `at`; None when they do not fit."""
        wanted = list(at)
        path: list[Step] = []
        for step in self.path:
            if step not in {KEY, PLACE}:
                path.append(step)
                continue
            if not wanted or isinstance(wanted[0], str) != (step == KEY) or isinstance(wanted[0], bool):
                return None
            path.append(wanted.pop(0))
        return None if wanted else tuple(path)

    def all_in(self, document: Any) -> Iterator[tuple[Step, ...]]:
        """The keys and places of every element of this sort."""
        yield from _places(document, self.path)


def _places(here: Any, path: Sequence[str]) -> Iterator[tuple[Step, ...]]:
    if not path:
        yield ()
        return
    step, rest = path[0], path[1:]
    inner: Iterable[tuple[Step, Any]] = ()
    if step == KEY:
        inner = here.items() if isinstance(here, dict) else ()
    elif step == PLACE:
        inner = enumerate(here) if isinstance(here, list) else ()
    elif isinstance(here, dict) and step in here:
        yield from _places(here[step], rest)
    for key, each in inner:
        yield from ((key, *at) for at in _places(each, rest))


def fits(pattern: Sequence[str], path: Sequence[Step]) -> bool:
    """Whether the path is one that the pattern means."""
    return len(pattern) == len(path) and all(
        isinstance(found, str) if wanted == KEY else isinstance(found, int) if wanted == PLACE else found == wanted
        for wanted, found in zip(pattern, path, strict=True)
    )


def held_at(elements: Iterable[Element], path: Sequence[Step]) -> Element | None:
    """The sort of element that the map or list at `path` holds."""
    return next((each for each in elements if fits(each.path[:-1], path)), None)


def leads_to_elements(elements: Iterable[Element], path: Sequence[Step]) -> bool:
    """Whether elements stand at the path or below it."""
    return any(len(each.path) > len(path) and fits(each.path[: len(path)], path) for each in elements)


def find(document: Any, path: Sequence[Step]) -> Any:
    """What stands at the path; None when there is nothing."""
    here = document
    for step in path:
        if isinstance(here, dict) and isinstance(step, str):
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int) and 0 <= step < len(here):
            here = here[step]
        else:
            return None
    return here


def label_of(value: Any, key: Step, locale: str) -> str:
    """What people call an element: its label, else its key or place."""
    if isinstance(value, dict):
        for name in _NAMES:
            text = value.get(name)
            if isinstance(text, str) and text:
                return text
            if isinstance(text, dict) and text and all(isinstance(each, str) for each in text.values()):
                return localize(text, locale)
        texts = {name: value[name] for name in LOCALES if isinstance(value.get(name), str)}
        if texts:
            return localize(texts, locale)
    if isinstance(value, str):
        return value
    return str(key + 1) if isinstance(key, int) else key


def follow(document: Any, element: Element, at: Sequence[Step], key: str) -> Any:
    """The document with the new key wherever the old one, the last of `at`, was named."""
    for pattern in element.named_by:
        document = _follow(document, pattern, list(at[:-1]), at[-1], key)
    return document


def _follow(here: Any, pattern: Sequence[str], same: list[Step], old: Step, new: str) -> Any:
    if not pattern:
        return new if here == old else here
    step, rest = pattern[0], pattern[1:]
    if step == KEYS:
        return {new if key == old else key: value for key, value in here.items()} if isinstance(here, dict) else here
    if step == SAME:
        return _one(here, same[0], rest, same[1:], (old, new)) if same else here
    if step == KEY and isinstance(here, dict):
        return {key: _follow(value, rest, same, old, new) for key, value in here.items()}
    if step == PLACE and isinstance(here, list):
        return [_follow(value, rest, same, old, new) for value in here]
    return _one(here, step, rest, same, (old, new))


def _one(here: Any, step: Step, rest: Sequence[str], same: list[Step], keys: tuple[Step, str]) -> Any:
    if isinstance(here, dict) and step in here:
        return {**here, step: _follow(here[step], rest, same, *keys)}
    return here
