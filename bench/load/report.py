"""The form in which benchmarks answer: a table for people, the keys of the catalogue as JSON."""

import argparse
import gc
import json
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from helpwright.platform.processors import processors
from load.targets import TARGETS


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value with the floor of this machine, and under which load."""

    value: float
    unit: str
    floor: float
    load: str

    @property
    def ratio(self) -> float:
        """Value by floor."""
        return self.value / self.floor if self.floor else 0.0


def parser(description: str | None) -> argparse.ArgumentParser:
    """With `--json` and `--quick`."""
    made = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--json", action="store_true", help="print the keys of the catalogue as JSON")
    made.add_argument("--quick", action="store_true", help="measure shorter")
    return made


def options(description: str | None) -> argparse.Namespace:
    """What was asked for: `json` and `quick`.

    What is imported by now is not looked through for garbage again: the clients would stand still for as long as that
    takes (57 to 101 ms each time on a busy machine), and it would be told as the server's slowness.
    """
    gc.collect()
    gc.freeze()
    return parser(description).parse_args()


def show(figures: Mapping[str, Figure], notes: Mapping[str, str], *, as_json: bool) -> None:
    """Print the figures; the notes only for people."""
    if as_json:
        print(json.dumps({key: _entry(figure) for key, figure in figures.items()}))
        return
    for line in table(figures):
        print(line)
    for name, text in notes.items():
        print(f"  {name}: {text}")


def table(figures: Mapping[str, Figure]) -> Iterator[str]:
    """Lines for people: value, floor and how many times it, target, load."""
    yield f"{platform.machine()}, {processors():g} cores, Python {platform.python_version()}"
    for key, figure in figures.items():
        value, floor = f"{figure.value:,.2f} {figure.unit}", f"{figure.floor:,.2f} {figure.unit}"
        target = TARGETS.get(key)
        told = "" if target is None else target.told(figure.value)
        yield f"{key:21} {value:>15}   {figure.ratio:7.3f} × floor {f'({floor})':18}   {told:18}   {figure.load}"


def read(text: str) -> dict[str, Figure]:
    """The figures that a benchmark printed with ``--json``."""
    return {
        key: Figure(each["value"], each["unit"], each["floor"], each["load"]) for key, each in json.loads(text).items()
    }


def _entry(figure: Figure) -> dict[str, float | str]:
    return {
        "value": round(figure.value, 3),
        "unit": figure.unit,
        "floor": round(figure.floor, 3),
        "ratio": round(figure.ratio, 3),
        "load": figure.load,
    }
