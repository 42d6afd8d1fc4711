"""Answers → blueprint: the shipped service desk, fitted to what they say. Pure."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from helpwright.definitions.yaml import read_yaml
from helpwright.entry.first_run.answers import Answers, Hours, work_hours
from helpwright.entry.shipped import read_blueprint
from helpwright.kernel.text import localize

Document = dict[str, Any]
_BASE = "service_desk"


@cache
def words() -> Mapping[str, Any]:
    """Texts of the desk that the shipped blueprint does not have."""
    found: Mapping[str, Any] = json.loads((files(__package__) / "words.json").read_text("utf-8"))
    return found


def blueprint(answers: Answers, app: str = _BASE) -> Document:
    """The whole app; imports without problems whatever the answers are."""
    made: Document = json.loads(json.dumps(read_yaml(read_blueprint(_BASE)).value))
    made["app"]["key"] = app
    made["calendars"]["office"] = _calendar(made["calendars"]["office"], answers.hours)
    _teams(made, answers)
    _problems(made, answers)
    _channels(made, answers)
    if answers.levels != "none":
        _levels(made, answers)
    if answers.field_service:
        _field_service(made)
    if answers.teams.partners:
        _partners(made)
    return made


def _calendar(base: Document, hours: Hours) -> Document:
    days = "mon-sun" if hours.always else hours.days
    calendar: Document = {"zone": base["zone"], "week": {days: work_hours(hours)}}
    if hours.holidays and not hours.always:
        calendar["holidays"] = base["holidays"]
    return calendar


def _ticket(made: Document) -> Document:
    ticket: Document = made["forms"]["ticket"]
    return ticket


def _handle(made: Document) -> Document:
    handle: Document = made["flows"]["ticket_flow"]["nodes"]["handle"]
    return handle


def _teams(made: Document, answers: Answers) -> None:
    if not answers.teams.tech:
        del made["teams"]["tech"]
    for place, team in enumerate(answers.teams.more, start=1):
        made["teams"][f"team_{place}"] = {"name": {"zh-CN": team.name, "en": team.name}}


def _problems(made: Document, answers: Answers) -> None:
    """Kinds of problems, and who takes them: their own teams first, then 技术支持组 and 主管, 客服部 all others."""
    trade = words()["trades"][answers.trade]
    _ticket(made)["fields"]["problem_type"]["options"] = dict(trade["types"])
    lines = []
    taken: set[str] = set()
    for place, team in enumerate(answers.teams.more, start=1):
        if team.handles is not None and team.handles in trade["types"] and team.handles not in taken:
            taken.add(team.handles)
            lines.append(_line(team.handles, {"team": f"team_{place}"}))
    if answers.teams.tech:
        lines += [_line(key, {"team": "tech"}) for key in trade["tech"] if key not in taken]
    if "complaint" not in taken:
        lines.append(_line("complaint", {"role": "supervisor"}))
    _handle(made)["assign"] = [*lines, {"otherwise": True, "team": "service", "by": "claim"}]


def _line(problem: str, to: Mapping[str, str]) -> Document:
    return {"when": {"field": "problem_type", "op": "eq", "value": problem}, **to, "by": "claim"}


def _channels(made: Document, answers: Answers) -> None:
    ticket, rules = _ticket(made), made["rules"]
    if not {"link", "qr"} & set(answers.channels):
        del ticket["public"]
    if "mail" in answers.channels:
        return
    # Without mail customers are told by SMS, and are not asked for an address.
    for form, key in (("ticket", "customer_email"), ("customer", "email")):
        del made["forms"][form]["fields"][key]
    del ticket["fields"]["customer_phone"]["fill"]["set"]["customer_email"]
    ticket["layout"][0]["fields"].remove("customer_email")
    text = words()["confirmation_sms"]
    rules["confirmation"]["name"] = words()["confirmation"]
    rules["confirmation"]["then"] = [
        {"action": "notify", "to": {"field": "customer_phone"}, "via": ["sms"], "text": text}
    ]
    rules["survey"]["then"][0]["to"] = {"field": "customer_phone"}


def _levels(made: Document, answers: Answers) -> None:
    """The level stands at the customer and comes to the ticket with the phone number."""
    options = words()["levels"][answers.levels]
    level = {"type": "radio", "label": words()["level"], "internal": True, "options": options}
    made["forms"]["customer"]["fields"]["level"] = level
    ticket = _ticket(made)
    fields = dict(ticket["fields"])
    ticket["fields"] = {}
    for key, each in fields.items():
        if key == "problem_type":
            ticket["fields"]["customer_level"] = dict(level)
        ticket["fields"][key] = each
    ticket["fields"]["customer_phone"]["fill"]["set"]["customer_level"] = "level"
    ticket["layout"][0]["fields"].append("customer_level")
    highest = list(options)[-1]
    made["rules"]["key_customer"] = {
        "name": words()["level_rule"],
        "when": {"event": "record_created", "form": "ticket"},
        "if": {"field": "customer_level", "op": "eq", "value": highest},
        "then": [
            {"action": "notify", "to": {"role": "supervisor"}, "via": ["inapp"], "text": words()["level_text"]},
        ],
    }


def _field_service(made: Document) -> None:
    """Somebody can be sent: an address, a team, and a step that 处理 may lead to."""
    made["teams"]["field"] = {"name": words()["field_team"]}
    ticket = _ticket(made)
    fields = dict(ticket["fields"])
    ticket["fields"] = {}
    for key, each in fields.items():
        ticket["fields"][key] = each
        if key == "description":
            ticket["fields"]["address"] = {"type": "text", "label": words()["address"], "help": words()["address_help"]}
    ticket["fields"]["visit_report"] = {"type": "multiline", "label": words()["visit_report"], "internal": True}
    problem, handling = ticket["layout"][1]["fields"], ticket["layout"][2]["fields"]
    problem.insert(problem.index("description") + 1, "address")
    handling.append("visit_report")
    handle = _handle(made)
    # Whoever sends somebody has no solution yet.
    handle["fields"]["required"] = []
    handle["outcomes"]["visit"] = {"name": words()["visit_needed"], "to": "visit"}
    nodes = made["flows"]["ticket_flow"]["nodes"]
    visit = {
        "type": "task",
        "name": words()["visit"],
        "assign": [{"otherwise": True, "team": "field", "by": "claim"}],
        "claimed": {"set": {"assignee": {"actor": True}}},
        "fields": {"write": ["solution", "visit_report"], "required": ["visit_report"]},
        "allow": ["transfer", "return", "urge", "comment"],
        "outcomes": {"done": {"name": words()["visit_done"], "set": {"status": "solved"}, "to": "confirm"}},
    }
    made["flows"]["ticket_flow"]["nodes"] = {
        key: each for name, node in nodes.items() for key, each in _with(name, node, visit)
    }


def _with(name: str, node: Document, visit: Document) -> Sequence[tuple[str, Document]]:
    return ((name, node), ("visit", visit)) if name == "handle" else ((name, node),)


def _partners(made: Document) -> None:
    """Outside people see what is given to their organization, and nothing internal."""
    internal = [key for key, each in _ticket(made)["fields"].items() if each.get("internal") and key != "solution"]
    made["roles"]["partner"] = {
        "name": words()["partner"],
        "grants": [
            {
                "form": "ticket",
                "can": ["read", "update"],
                "scope": "partner",
                "fields": dict.fromkeys(internal, "hidden"),
            }
        ],
    }


def preview(answers: Answers, locale: str) -> dict[str, Any]:
    """The desk in words, as `Preview`."""
    made = blueprint(answers)
    ticket, flow, board = _ticket(made), made["flows"]["ticket_flow"], made["dashboards"]["cockpit"]
    problems = ticket["fields"]["problem_type"]["options"]
    return {
        "form": localize(ticket["name"], locale),
        "fields": len(ticket["fields"]),
        "public": "public" in ticket,
        "problems": [{"key": key, "name": localize(name, locale)} for key, name in problems.items()],
        "routes": _routes(made, answers, locale),
        "steps": [
            {"key": key, "type": node["type"], "name": localize(node.get("name", ""), locale)}
            for key, node in flow["nodes"].items()
            if node["type"] != "start"
        ],
        "rules": [localize(rule["name"], locale) for rule in made["rules"].values()],
        "dashboard": localize(board["name"], locale),
        "charts": len(board["widgets"]),
        "first_response_hours": ticket["service"]["first_response"]["hours"],
        "hours": next(iter(made["calendars"]["office"]["week"].values())),
    }


def _routes(made: Document, answers: Answers, locale: str) -> list[dict[str, Any]]:
    """One for each receiver."""
    members, comma = members_of(answers), localize(words()["comma"], locale)
    problems = _ticket(made)["fields"]["problem_type"]["options"]
    found: dict[str, dict[str, Any]] = {}
    for line in _handle(made)["assign"]:
        kind, key = ("role", line["role"]) if "role" in line else ("team", line["team"])
        problem = None if "when" not in line else localize(problems[line["when"]["value"]], locale)
        known = found.get(f"{kind}.{key}")
        if known is not None and problem is not None:
            known["problem"] = f"{known['problem']}{comma}{problem}"
            continue
        found[f"{kind}.{key}"] = {
            "problem": problem,
            "key": key,
            "to": localize(made[f"{kind}s"][key]["name"], locale),
            "role": kind == "role",
            "members": len(members.get(f"{kind}.{key}", ())),
        }
    return list(found.values())


def members_of(answers: Answers) -> Mapping[str, Sequence[Any]]:
    """Who belongs where: `team.key` or `role.key` → members."""
    teams = answers.teams
    found = {"team.service": teams.service, "role.supervisor": teams.supervisor}
    if teams.tech:
        found["team.tech"] = teams.tech_members
    return {**found, **{f"team.team_{place}": each.members for place, each in enumerate(teams.more, start=1)}}
