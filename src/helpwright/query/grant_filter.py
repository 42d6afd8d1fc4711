"""The filter of a grant as a condition over the rows of its form."""

import re
from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from helpwright.access.branch import NOTHING, Branch
from helpwright.access.rights import CompileFilter, Grant
from helpwright.forms.form import Forms
from helpwright.kernel.errors import Invalid, Missing
from helpwright.kernel.filter import parse_filter
from helpwright.query.column import columns_of
from helpwright.query.where import Where

log = structlog.get_logger(__name__)

_PARAMETER = re.compile(r"%\((\w+)\)s")


def grant_filters(
    forms: Callable[[], Forms], me: UUID, teams: Collection[UUID], now: Callable[[], datetime], zone: ZoneInfo
) -> CompileFilter:
    """Compiles the filters of one caller's grants.

    A filter that fits the form no longer (a field is gone, an option) admits no row: rather too little than too much.
    """

    def compile_filter(grant: Grant) -> Branch:
        try:
            form = forms().find(grant.name)
            where = Where(columns_of(form), now(), zone, me, teams)
            sql = where.compile(parse_filter(grant.filter))
        except (Invalid, Missing) as error:
            log.warning("grant_filter_unusable", grant=grant.id, error=str(error))
            return NOTHING
        prefix = f"scope_{grant.id}"
        renamed = _PARAMETER.sub(lambda found: f"%({prefix}_{found[1]})s", sql)
        return Branch(f"({renamed})", {f"{prefix}_{name}": value for name, value in where.params.items()})

    return compile_filter
