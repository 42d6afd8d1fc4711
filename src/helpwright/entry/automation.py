"""What goes on by itself, put together once per process: timers, the readers of the event stream, the runs of rules."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from uuid import UUID

from helpwright.access.publisher import read_publisher
from helpwright.access.rights import Rights
from helpwright.actions.tray import Tray
from helpwright.cases import levels, surveys
from helpwright.definitions.model import DefinitionSet
from helpwright.entry.kinds import ACTIONS
from helpwright.entry.settling import Settling
from helpwright.entry.wiring import Product
from helpwright.flows import sweep
from helpwright.flows.answer import actions_done
from helpwright.flows.migrations import carry
from helpwright.jobs.consumer import Reader
from helpwright.jobs.events import Recorded
from helpwright.jobs.timers import Sweeper
from helpwright.notify import account, account_links, outbox
from helpwright.notify.held import held_handler
from helpwright.platform.database import Session
from helpwright.portal.reply_mail import ReplyMails
from helpwright.reports.deliveries import work as deliveries
from helpwright.rules.adopt import Adoption
from helpwright.rules.events import READER
from helpwright.rules.perform import Performer
from helpwright.rules.react import Reactions
from helpwright.rules.runner import Runner
from helpwright.rules.waiting import DELAY, DWELL, RETRY, SCHEDULE, dwell_handler, run_handler, schedule_handler

Before = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Automation:
    """The parts of one process.

    `before` is awaited before each piece of work: where the clock can be moved, to look where it stands.
    """

    product: Product
    before: Before | None = None

    @cached_property
    def readers(self) -> Mapping[str, Reader]:
        """Readers of the event stream by name."""
        return {READER: self._prepared(self._follow)}

    async def _follow(self, session: Session, events: Sequence[Recorded]) -> None:
        """One cursor for what follows from events: a reader of its own would begin with all replies there ever were."""
        await self.reactions.read(session, events)
        await self.replies.read(session, events)

    @cached_property
    def replies(self) -> ReplyMails:
        """Sends replies to customers."""
        product = self.product
        return ReplyMails(product.contexts, product.definitions, product.outbox, product.sentences)

    def _prepared(self, read: Reader) -> Reader:
        async def prepared(session: Session, events: Sequence[Recorded]) -> None:
            if self.before is not None:
                await self.before()
            await read(session, events)

        return prepared

    @cached_property
    def settling(self) -> Settling:
        """Does all that is to be done now."""
        return Settling(
            self.product.database, self.product.clock, self.readers, self.sweeper, self.runner, self.adoption,
        )  # fmt: skip

    @cached_property
    def reactions(self) -> Reactions:
        """Starts runs."""
        product = self.product
        return Reactions(
            product.definitions, ACTIONS, product.contexts, product.clock, product.calendars, self.runner.expect,
        )  # fmt: skip

    @cached_property
    def runner(self) -> Runner:
        """Carries them out."""
        product = self.product
        tray = Tray(product.outbox)
        performer = Performer(
            product.definitions,
            ACTIONS,
            product.contexts,
            product.calendars,
            product.clock,
            product.ports(tray),
            self._rights_of,
            tray.flush,
        )
        runner = Runner(
            product.database,
            product.clock,
            performer,
            answered=partial(actions_done, product.flows),
            before=self.before,
        )
        product.database.on_commit(runner.committed)
        return runner

    @cached_property
    def sweeper(self) -> Sweeper:
        """Delivers every kind of timer."""
        product = self.product
        run = run_handler(product.database, self.runner.expect)
        return Sweeper(
            product.database,
            product.clock,
            {
                sweep.TIMER: sweep.deliver_timers(product.flows),
                carry.TIMER: carry.carry_on(product.flows),
                DWELL: dwell_handler(product.database, product.clock),
                SCHEDULE: schedule_handler(
                    product.database, product.clock, product.definitions, self.product.rules, product.calendars
                ),
                DELAY: run,
                RETRY: run,
                levels.TIMER: levels.tell_levels(product.database, product.clock),
                account.TIMER: account.account_handler(
                    product.database, product.outbox, product.sentences, product.zone
                ),
                account_links.TIMER: account_links.link_handler(
                    product.database,
                    product.outbox,
                    product.sender_identity,
                    product.sentences,
                    product.clock,
                    product.zone,
                ),
                deliveries.TIMER: product.delivering.due(),
                outbox.TIMER: held_handler(product.database, product.clock),
                surveys.TIMER: surveys.send_later(product.database, product.asking(product.outbox), product.clock),
            },
            {sweep.TIMER: sweep.tell_given_up(product.flows), deliveries.TIMER: product.delivering.give_up},
            self.before,
        )

    @cached_property
    def adoption(self) -> Adoption:
        """Sets the timers of rules that were published."""
        product = self.product
        return Adoption(
            product.database, product.clock, product.definitions, product.rules, product.calendars, product.contexts,
        )  # fmt: skip

    async def _rights_of(self, session: Session, definitions: DefinitionSet, person_id: UUID) -> Rights | None:
        publisher = await read_publisher(session, person_id)
        if publisher is None or publisher.admin:
            return None
        return self.product.rights_of_roles(publisher.roles, definitions)
