"""What a colleague replies reaches the customer by mail as well, where the ticket has an address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from helpwright.definitions.live import Definitions
from helpwright.definitions.model import DefinitionSet, qualified
from helpwright.forms.document import Replies
from helpwright.forms.form import Field, Form
from helpwright.jobs.events import Recorded
from helpwright.kernel.errors import Missing
from helpwright.kernel.text import isolated
from helpwright.notify.model import Draft
from helpwright.notify.outbox import Outbox
from helpwright.notify.template import find_template, say
from helpwright.platform.database import Row, Session, Statement
from helpwright.platform.sentences import Sentences
from helpwright.portal.rule_context import RecordContexts
from helpwright.rules.kind import RecordContext

REPLY = "reply"
"""The variable of what the colleague wrote."""
_WORDS: Mapping[str, str] = {name: f"{{{{{name}}}}}" for name in (REPLY, "number", "title", "company", "progress_url")}
_SAID = """SELECT c.id, c.text, ARRAY(
    SELECT f.name FROM unnest(c.files) WITH ORDINALITY AS each (id, place) JOIN files f ON f.id = each.id
    WHERE f.state = 'linked' ORDER BY each.place) AS files
FROM comments c WHERE c.id = ANY(%(ids)s)"""


@dataclass(frozen=True)
class ReplyMails:
    """A reader of the event stream: each public comment of a person becomes one message, whoever reads it again."""

    contexts: RecordContexts
    definitions: Definitions
    outbox: Outbox
    sentences: Sentences

    async def read(self, session: Session, events: Sequence[Recorded]) -> None:
        """Put the mails of these events into the outbox."""
        replies = [each for each in events if _is_reply(each)]
        if not replies:
            return
        definitions = await self.definitions.current()
        ids = [UUID(each.event.data["comment_id"]) for each in replies]
        said = {row["id"]: row for row in await session.all(Statement(_SAID, {"ids": ids}))}
        drafts: list[Draft] = []
        for name in dict.fromkeys(each.event.dataset for each in replies):
            of_form = [each for each in replies if each.event.dataset == name]
            drafts += await self._drafts(session, definitions, name, of_form, said)
        await self.outbox.put(session, drafts)

    async def _drafts(
        self,
        session: Session,
        definitions: DefinitionSet,
        name: str,
        replies: Sequence[Recorded],
        said: Mapping[UUID, Row],
    ) -> list[Draft]:
        try:
            form = self.contexts.engine.forms(definitions).find(name)
        except Missing:
            return []
        settings, address = form.document.replies or Replies(), address_field(form)
        if form.status is None or settings.mail is False or address is None:
            return []
        records = [each.event.record_id for each in replies if each.event.record_id is not None]
        found = await self.contexts(session, name, list(dict.fromkeys(records)), definitions.language)
        drafts = []
        for each in replies:
            context = found.get(each.event.record_id) if each.event.record_id is not None else None
            words = said.get(UUID(each.event.data["comment_id"]))
            if context is not None and words is not None and context.values.get(address.key):
                text = self._said(words, context.language or definitions.language)
                if text:
                    drafts.append(self._draft(definitions, form, settings, address, each, context, text))
        return drafts

    def _said(self, words: Row, locale: str) -> str:
        """What the colleague wrote, and what came with it: the page has the files, behind the link in the mail."""
        names = self.sentences(locale, "list_separator").join(isolated(each) for each in words["files"])
        beside = self.sentences(locale, "reply_mail_files", {"names": names}) if names else ""
        return "\n\n".join(each for each in (words["text"], beside) if each)

    def _draft(
        self,
        definitions: DefinitionSet,
        form: Form,
        settings: Replies,
        address: Field,
        reply: Recorded,
        context: RecordContext,
        text: str,
    ) -> Draft:
        template = None if settings.template is None else qualified(settings.template, form.app)
        document = None if template is None else find_template(definitions, template)
        locale = context.language or definitions.language
        own = tuple(self.sentences(locale, f"reply_mail_{part}", _WORDS) for part in ("subject", "text"))
        words = say("mail", document, (own[0], own[1]), {**context.texts, REPLY: text}, locale)
        return Draft(
            key=f"reply:{reply.event.data['comment_id']}",
            via="mail",
            recipient=str(context.values[address.key]).strip(),
            subject=words.subject,
            text=words.text,
            form=form.name,
            record_id=reply.event.record_id,
            event_id=reply.id,
            cause=(reply.id,),
            template=template,
            field=address.key,
            locale=locale,
        )


def address_field(form: Form) -> Field | None:
    """The first mail address that customers fill in themselves."""
    for field in form.fields.values():
        if field.type.key == "email" and field.public == "write" and not field.settings.sensitive:
            return field
    return None


def _is_reply(recorded: Recorded) -> bool:
    event = recorded.event
    return (
        event.type == "comment"
        and event.record_id is not None
        and event.data.get("visibility") == "public"
        and event.actor.kind == "person"
    )
