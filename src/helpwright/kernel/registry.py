"""Catalogue of one kind (field type, node, action …): one file per member, found by reading folders."""

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

T = TypeVar("T")


class CatalogueError(Exception):
    """A file of a catalogue folder does not define what its folder promises; stops start-up."""


def load(constant: str, kind: type[T], packages: Iterable[str]) -> Mapping[str, T]:
    """Read every module of `packages` (in order, then by name) and take its `constant`.

    Modules that a package names in its `BESIDE` stand there for the members to use, and are no members.

    Returns an immutable mapping from file name to the constant.
    Raises CatalogueError naming the file when the constant is missing, of another type, or doubled.
    """
    found: dict[str, T] = {}
    for package_name in packages:
        package = importlib.import_module(package_name)
        beside = getattr(package, "BESIDE", ())
        for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda each: each.name):
            if info.name.startswith("_") or info.name in beside:
                continue
            module = importlib.import_module(f"{package_name}.{info.name}")
            member = getattr(module, constant, None)
            if not isinstance(member, kind):
                message = f"{module.__name__} must define `{constant}` as a {kind.__name__}"
                raise CatalogueError(message)
            if info.name in found:
                message = f"{module.__name__} defines {info.name!r} a second time"
                raise CatalogueError(message)
            found[info.name] = member
    return MappingProxyType(found)
