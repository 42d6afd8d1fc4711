"""What builders do: drafts, publications, blueprints."""

from collections.abc import Sequence
from functools import cached_property, partial
from uuid import UUID

from helpwright.access.forget import forget_app as forget_roles
from helpwright.access.setup import grant_everything
from helpwright.cases.forget import forget_app as forget_cases
from helpwright.definitions.api import BlueprintDesk
from helpwright.definitions.drafts.operations import Drafts
from helpwright.definitions.notices import all_notices
from helpwright.definitions.pins import PinCheck, all_of
from helpwright.definitions.publications.publisher import Publisher
from helpwright.definitions.removal import AppRemoval, Forget
from helpwright.definitions.studio.desk import StudioDesk
from helpwright.entry.flow_notices import flow_notices
from helpwright.entry.kinds import FIELD_TYPES, FORM_MODEL, kinds
from helpwright.entry.named_people import people_notices
from helpwright.entry.robot_notices import robot_notices
from helpwright.entry.shipped import read_blueprint
from helpwright.entry.wiring.work import Work
from helpwright.flows.forget import forget_app as forget_instances
from helpwright.flows.migrations.api import MigrationDesk
from helpwright.flows.migrations.sequel import migrate_after_switch
from helpwright.flows.named_people import people_are_there
from helpwright.flows.pinned import needed_by_instances
from helpwright.forms.index_keeper import keep_indexes
from helpwright.forms.left_behind import left_behind
from helpwright.forms.purge import purge_columns
from helpwright.notify.forget import forget_app as forget_messages
from helpwright.records.forget import forget_app as forget_records
from helpwright.reports.forget import forget_app as forget_deliveries
from helpwright.rules.forget import forget_app as forget_rules

_FORGETS: Sequence[Forget] = (
    forget_rules,
    forget_instances,
    forget_cases,
    forget_messages,
    forget_deliveries,
    forget_records,
    forget_roles,
)
"""Who keeps something of an app beside its tables: deleted in this order when the app is removed."""


class Design(Work):
    """Apps in and out, and everything that makes definitions live."""

    @cached_property
    def blueprints(self) -> BlueprintDesk:
        """Apps in and out."""
        return BlueprintDesk(
            self.database, self.definitions, kinds(self.vault), self.clock, self.sentences, self.join_app,
            self.publisher,
            AppRemoval(self.database, self.definitions, self.publisher, self.clock, _FORGETS), self._pinned,
            robot_notices,
        )  # fmt: skip

    @cached_property
    def publisher(self) -> Publisher:
        """Makes drafts and blueprints live."""
        return Publisher(
            self.database, self.definitions, kinds(self.vault), self.clock, self._pinned, sequel=migrate_after_switch()
        )

    @cached_property
    def migration_desk(self) -> MigrationDesk:
        """For the routes of migrations."""
        return MigrationDesk(self.flows, self.studio.drafts, self.sentences)

    @cached_property
    def studio(self) -> StudioDesk:
        """For the routes of builders."""
        drafts = Drafts(self.database, self.definitions, kinds(self.vault), self.clock)
        return StudioDesk(
            self.database, self.definitions, drafts, self.publisher, self.sentences, self._pinned,
            partial(left_behind, FIELD_TYPES),
            all_notices(flow_notices, people_notices(kinds(self.vault)), robot_notices),
        )  # fmt: skip

    async def purge_columns(self) -> int:
        """Drop columns of fields that were hidden, or left by a change of type, long enough ago."""
        return await purge_columns(self.publisher, self.definitions, FORM_MODEL, self.clock.now(), self._pinned)

    async def keep_indexes(self) -> int:
        """Make what this version wants of the tables of forms published by others."""
        return await keep_indexes(self.publisher, FIELD_TYPES)

    async def join_app(self, app: str, person_id: UUID) -> None:
        """Who installs an app joins all its roles and teams, so that one person can try the whole of it."""
        definitions = await self.definitions.current()
        roles = [part.key for part in definitions.of_kind("role", app)]
        await grant_everything(self.database, app, roles, person_id, self.clock)

    async def install_blueprint(self, name: str, person_id: UUID | None) -> str:
        """Publish a shipped app, or one from a file; its key. Whoever asks joins it, however often they ask.

        Raises FileNotFoundError, Invalid.
        """
        plan = (await self.blueprints.bring_in(read_blueprint(name), person_id)).plan
        if person_id is not None:
            await self.join_app(plan.app, person_id)
        return plan.app

    @cached_property
    def _pinned(self) -> PinCheck:
        return all_of(needed_by_instances(FIELD_TYPES), people_are_there)
