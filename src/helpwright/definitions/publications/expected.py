"""What a publication expects to find live: somebody else may have published while it waited."""

from helpwright.definitions.model import DefinitionSet
from helpwright.definitions.publications.model import Publication
from helpwright.kernel.errors import Conflict

EXPECTS = "expects"
"""In `Wish.sequel`: the live version of parts by `kind.key`."""
GONE = 0
"""The version of a part that is not live."""


def require_expected(publication: Publication, live: DefinitionSet) -> None:
    """Raise Conflict when a part is not in the version that was looked at."""
    expected = publication.wish.sequel.get(EXPECTS)
    if not expected:
        return
    found = {f"{part.kind}.{part.key}": part.version for part in live.parts if part.app == publication.app}
    if any(found.get(name, GONE) != version for name, version in expected.items()):
        raise Conflict("take_back_overtaken")
