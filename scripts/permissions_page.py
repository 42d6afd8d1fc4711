"""Write docs/reference/permissions.md from the vocabulary of access.

Usage: ``python scripts/permissions_page.py``; a test fails when the page is not what this makes of the code.
"""

import logging
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from helpwright.access.audit import ACTS
from helpwright.access.model import (
    PARTS_OF_ROLE,
    Action,
    AdminPart,
    FieldRight,
    GrantDocument,
    Scope,
)
from helpwright.access.presets import PRESETS
from helpwright.entry.kinds import FIELD_TYPES
from helpwright.forms.form import Field
from helpwright.platform.sentences import Sentences
from helpwright.records.model import shown_value

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "permissions.md"

ACTIONS: Mapping[Action, str] = {
    "read": "see the row in lists, detail, counts, queries, search, files and live messages",
    "create": "make a new row; needs no scope",
    "update": "change the fields that may be written, answer the customer, confirm for them",
    "delete": "put the row into the recycle bin",
    "export": "take rows out as a file",
    "assign": "give tasks on the row to others; with the scope `all` also read its messages in the outbox",
}
SCOPES: Mapping[Scope, str] = {
    "all": "every row",
    "own": "rows whose owner or creator is the person",
    "team": "rows that lie with one of the person's teams",
    "department": "rows of the person's department, of those they head, and of all below these",
    "partner": "rows of the partner organization that the person belongs to",
    "filter": "rows that match the grant's `filter` (a filter tree; `{me: true}` is the person)",
}
RIGHTS: Mapping[FieldRight, str] = {
    "hidden": "is not there: no value, no label, no file, no change in the activity",
    "masked": "there is a value, of which a part is shown (below); cannot be filtered, sorted, searched or counted by",
    "read": "is shown whole",
    "write": "is shown whole and may be changed by who may `update` the row",
}
PARTS: Mapping[AdminPart, str] = {
    "people": "people, their roles and teams, departments, partners",
    "keys": "API keys of everybody",
    "definitions": "apps, blueprints, roles to start from",
    "settings": "settings of the organization",
    "audit": "read the audit",
    "messages": "channels and senders",
}
INTRO = """# Permissions

Made by `scripts/permissions_page.py` from the vocabulary in `src/helpwright/access`; do not edit by hand.

A **role** belongs to an app and holds **grants**: what (`can`) its holders may do with which rows (`scope`) of a form,
and what they see of single `fields`. A grant may also open a dashboard or a flow. People get roles; nobody, neither
administrator nor builder, reads a record without a grant.

```yaml
roles:
  station:
    name: {zh-CN: 服务站, en: Service station}
    grants:
      - {form: ticket, can: [read, update], scope: partner, fields: {customer_phone: masked, root_cause: hidden}}
      - {form: ticket, can: [read], scope: filter, filter: {field: urgency, op: eq, value: critical}}
      - {dashboard: cockpit, can: [read]}
```

## How grants add up

- **Rows: union.** A person may do something with a row when one grant of one of their roles allows it there.
- **Fields: the widest word of the grants that reach the row** and allow reading or updating. Where such a grant says
  nothing of a field, `update` gives `write`, else `read`. So a field may be masked on one row and read on the next.
- **Tasks.** Whom a task is offered to, who has it, and who did it reads its record, and writes through the task what
  the node lets them write. What the person's roles say less about stays so: the widest word of their roles on the form
  is the limit (role ∩ node, the more restrictive counts). What no role speaks of is open.
- **Filter, sort, search, group, count** only by fields that are read whole on every row that could be in scope; others
  are refused with 422, whatever rows there are, so that nobody learns values by asking.
- **Outside the scope 404, inside it without the right 403.** Nobody acts on what they may not see.
- **Whoever writes a row gets it once**, also where it leaves their scope by that.
- **Messages and titles are made of values**: a title whose field is hidden is the number; the outbox is for those who
  read every field of the form; in the activity, recipient and subject of a message are left out for who does not.
- Automations act with the rights of their app.

## Whose a row is

`owner_id` is who has the task (or whom the row was given to), `team_id` the team it lies with. `dept_id` and
`partner_id` are those of the owner, else of the creator, at the time; a row given back stays where it was. A department
that is taken down keeps its rows in sight of those above it.
"""

SYSTEM_ROLES = """
## System roles

They open parts of the administration, never records, and are of people, not of apps (`system_roles` of a person; people
of a partner have none). Only administrators appoint administrators.

"""
START = """
## Roles to start from

`GET role-presets?app=KEY` gives them as documents for the forms of an app as they are being edited, tickets first. On
forms without a status, whose records are no tickets, `team` becomes `all`, and nobody gets `assign` or `delete`.

"""
KEYS = """
## API keys

`Authorization: Bearer KEY` in place of cookie and CSRF token, for every call and the live connection. A key acts for
its owner and never has more than they have. Its scopes: `read`, `write` (which includes reading), each also for one
app (`read:service_desk`) or one form (`write:service_desk.ticket`), and `admin:PART`. A key makes no keys and changes
no password.

## Audit

Entries are written with the act and chained by hashes within a second (`helpwright audit verify`, `GET audit`). Of
logins they hold digests that need the installation's secret key.

"""


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _words(title: str, kind: Any, texts: Mapping[Any, str]) -> str:
    """One line for each word of the vocabulary, in its order. Raises KeyError for one without a text."""
    return f"\n## {title}\n\n" + _table(("word", "meaning"), ((f"`{word}`", texts[word]) for word in get_args(kind)))


def _masks() -> Iterator[tuple[str, ...]]:
    for key, kind in FIELD_TYPES.items():
        settings = kind.settings.model_construct(type=key, label=key)
        chosen = "options" in kind.settings.model_fields
        value = "张伟" if chosen or key in {"text", "multiline"} else kind.sample(settings, 8000)
        shown = shown_value(Field(key, kind, settings, key), value or ["a file"])
        yield f"`{key}`", "nothing" if shown is None else f"`{shown}`"


def _roles() -> Iterator[tuple[str, ...]]:
    for role, parts in PARTS_OF_ROLE.items():
        yield f"`{role}`", NAMES[role], ", ".join(f"`{part}`" for part in get_args(AdminPart) if part in parts)


NAMES = {"administrator": "系统管理员", "security": "安全管理员", "auditor": "审计员", "builder": "搭建者"}


def page() -> str:
    """The text of the page."""
    sentences = Sentences.load()
    keys = ", ".join(f"`{key}`" for key in GrantDocument.model_fields)
    presets = [
        (
            f"`{key}`",
            each.name["zh-CN"],
            ", ".join(f"`{act}`" for act in each.can),
            f"`{each.scope}`",
            "yes" if each.internal else "hidden",
            ", ".join(f"`{can}`" for can in each.dashboards) or "no",
        )
        for key, each in PRESETS.items()
    ]
    parts = [
        INTRO,
        f"\nThe keys of a grant: {keys}.\n",
        _words("Actions", Action, ACTIONS),
        _words("Scopes", Scope, SCOPES),
        _words("Field rights", FieldRight, RIGHTS),
        "\n## Masks\n\n",
        _table(("type", "shown as"), _masks()),
        SYSTEM_ROLES,
        _table(("role", "中文", "parts"), _roles()),
        _words("Parts of the administration", AdminPart, PARTS),
        START,
        _table(("preset", "中文", "can", "scope", "internal fields", "dashboards"), presets),
        KEYS,
        _table(("act", "meaning"), ((f"`{act}`", sentences("en", f"act_{act}")) for act in ACTS)),
    ]
    return "".join(parts)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
