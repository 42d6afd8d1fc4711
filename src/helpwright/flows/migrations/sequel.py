"""What is under way goes on under the version that a publication has just made live, if its publisher wants that."""

from datetime import datetime

from helpwright.definitions.publications.model import Publication
from helpwright.definitions.publications.sequel import Sequel
from helpwright.definitions.store import live_version
from helpwright.flows.migrations.carry import begin_in
from helpwright.platform.database import Session


def migrate_after_switch() -> Sequel:
    """Begins the migrations that `wish.sequel["migrate"]` asks for: `{flow key: {nodes: {gone: chosen}}}`."""

    async def follow(session: Session, publication: Publication, at: datetime) -> None:
        for key, wanted in publication.wish.sequel.get("migrate", {}).items():
            row = await session.one(live_version(publication.app, "flow", key))
            if row is not None:
                flow = f"{publication.app}.{key}"
                by, nodes = publication.started_by, wanted["nodes"]
                await begin_in(session, flow, row["live_version"], nodes, by, at, publication.id)

    return follow
