"""What is under way goes on under the version that a publication has just made live, if its publisher wants that."""

from datetime import datetime

from helpwright.definitions.live import live_version_in
from helpwright.definitions.publications.model import Publication
from helpwright.definitions.publications.sequel import Sequel
from helpwright.flows.migrations.carry import begin_in
from helpwright.platform.database import Session


def migrate_after_switch() -> Sequel:
    """Begins the migrations that `wish.sequel["migrate"]` asks for: `{flow key: {nodes: {gone: chosen}}}`."""

    async def follow(session: Session, publication: Publication, at: datetime) -> None:
        for key, wanted in publication.wish.sequel.get("migrate", {}).items():
            version = await live_version_in(session, publication.app, "flow", key)
            if version:
                flow = f"{publication.app}.{key}"
                by, nodes = publication.started_by, wanted["nodes"]
                await begin_in(session, flow, version, nodes, by, at, publication.id)

    return follow
