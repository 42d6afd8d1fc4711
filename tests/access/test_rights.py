from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from helpwright.access.branch import NOTHING
from helpwright.access.model import Caller, GrantDocument, RoleDocument
from helpwright.access.rights import Rights, read_grants, rights
from helpwright.kernel.errors import Forbidden
from helpwright.kernel.ids import new_id

AGENT = {
    "name": {"zh-CN": "客服", "en": "Agent"},
    "grants": [
        {"form": "ticket", "can": ["read", "create", "update"], "scope": "team", "fields": {"cost": "hidden"}},
        {"form": "customer", "can": ["read"], "scope": "all"},
        {"dashboard": "cockpit", "can": ["read"]},
        {"flow": "ticket_flow", "can": ["update"]},
    ],
}
AUDITOR = {
    "name": "Auditor",
    "grants": [{"form": "desk.ticket", "can": ["read", "export"], "scope": "all", "fields": {"cost": "read"}}],
}


def of(*roles: str, admin: bool = False, **documents: Mapping[str, Any]) -> Rights:
    caller = Caller(new_id(), "me", admin, "en", frozenset(), frozenset(), frozenset(roles), 1)
    grants = {f"desk.{key}": read_grants("desk", RoleDocument.model_validate(body)) for key, body in documents.items()}
    return rights(caller, grants)


def test_roles_add_up() -> None:
    both = of("desk.agent", "desk.auditor", agent=AGENT, auditor=AUDITOR)
    assert both.may("update", "desk.ticket")
    assert both.may("export", "desk.ticket")
    assert not both.may("delete", "desk.ticket")
    assert both.scopes("read", "desk.ticket") == {"team", "all"}
    assert both.scopes("update", "desk.ticket") == {"team"}
    assert both.scopes("update", "desk.customer") == frozenset()
    assert both.actions("desk.ticket") == {"read", "create", "update", "export"}
    assert both.forms() == {"desk.ticket", "desk.customer"}
    assert both.dashboards() == {"desk.cockpit"}
    assert both.may("update", "desk.ticket_flow", "flow")


def test_dashboards_and_forms_of_one_name_are_not_mixed_up() -> None:
    assert not of("desk.agent", agent=AGENT).may("read", "desk.cockpit")
    assert not of("desk.agent", agent=AGENT).may("read", "desk.ticket", "dashboard")


def test_an_administrator_reads_nothing_without_a_grant() -> None:
    assert not of(admin=True, agent=AGENT).may("read", "desk.ticket")
    assert of(admin=True, agent=AGENT).forms() == frozenset()


def test_a_role_of_another_app_or_a_removed_role_grants_nothing() -> None:
    assert not of("stock.agent", "desk.gone", agent=AGENT).may("read", "desk.ticket")


def test_a_filter_that_nobody_can_compile_admits_no_row() -> None:
    grant = {"form": "ticket", "can": ["read"], "scope": "filter", "filter": {"field": "cost", "op": "eq", "value": 1}}
    reader = of("desk.reader", reader={"name": "Reader", "grants": [grant]})
    (only,) = reader.filters("desk.ticket")
    assert reader.condition(only) is NOTHING


def test_require_refuses_and_names_the_act() -> None:
    of("desk.agent", agent=AGENT).require("read", "desk.ticket")
    with pytest.raises(Forbidden) as refused:
        of("desk.agent", agent=AGENT).require("delete", "desk.ticket")
    assert refused.value.data == {"action": "delete"}


def test_the_widest_field_right_of_the_roles_that_reach_the_row_counts() -> None:
    agent = of("desk.agent", agent=AGENT)
    assert agent.field_right("desk.ticket", "cost") == "hidden"
    assert agent.field_right("desk.ticket", "title") == "write"
    assert agent.field_right("desk.customer", "phone") == "read"
    assert agent.field_right("desk.device", "serial") == "hidden"
    both = of("desk.agent", "desk.auditor", agent=AGENT, auditor=AUDITOR)
    assert both.field_right("desk.ticket", "cost") == "read"
    in_team = both.reaching("desk.ticket", lambda grant: grant.scope == "team")
    elsewhere = both.reaching("desk.ticket", lambda _grant: False)
    assert both.row_field_right("desk.ticket", "title", elsewhere) == "read"
    assert both.row_field_right("desk.ticket", "title", in_team) == "write"
    assert agent.row_field_right("desk.ticket", "title", ()) == "read", "seen through a task"
    assert agent.row_field_right("desk.ticket", "cost", ()) == "hidden", "which shows no more than the roles let it"


@pytest.mark.parametrize(
    ("grant", "code"),
    [
        ({"can": ["read"]}, "grant_target_one"),
        ({"form": "a", "dashboard": "b", "can": ["read"], "scope": "all"}, "grant_target_one"),
        ({"form": "a", "can": ["read"]}, "grant_scope_missing"),
        ({"dashboard": "a", "can": ["read"], "scope": "all"}, "grant_scope_forms_only"),
        ({"flow": "a", "can": ["read"], "fields": {"x": "read"}}, "grant_scope_forms_only"),
        ({"form": "a", "can": ["read"], "scope": "filter"}, "grant_filter_with_scope"),
        ({"form": "a", "can": ["read"], "scope": "all", "filter": {"all": []}}, "grant_filter_with_scope"),
    ],
)
def test_grants_that_make_no_sense_are_refused(grant: dict[str, Any], code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        GrantDocument.model_validate(grant)
    (found,) = refused.value.errors()
    assert str(found["ctx"]["error"]) == code


@pytest.mark.parametrize(
    "grant",
    [
        {"form": "a", "can": [], "scope": "all"},
        {"form": "a", "can": ["fly"], "scope": "all"},
        {"form": "a", "can": ["read"], "scope": "galaxy"},
        {"form": "a", "can": ["read"], "scope": "all", "if": 1},
        {"form": "a", "can": ["read"], "scope": "all", "fields": {"x": "blurred"}},
    ],
)
def test_grants_keep_to_the_vocabulary(grant: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        GrantDocument.model_validate(grant)


def test_creating_needs_no_scope() -> None:
    assert GrantDocument(form="a", can=["create"]).scope is None


def test_a_masked_word_gives_way_to_a_wider_one_and_is_not_read_everywhere() -> None:
    veiled = {
        "name": "x",
        "grants": [{"form": "ticket", "can": ["read"], "scope": "all", "fields": {"cost": "masked"}}],
    }
    own = {"name": "y", "grants": [{"form": "ticket", "can": ["read", "update"], "scope": "own"}]}
    both = of("desk.veiled", "desk.own", veiled=veiled, own=own)
    mine = both.reaching("desk.ticket", lambda _grant: True)
    others = both.reaching("desk.ticket", lambda _grant: False)
    assert both.row_field_right("desk.ticket", "cost", mine) == "write"
    assert both.row_field_right("desk.ticket", "cost", others) == "masked"
    assert both.field_right_everywhere("desk.ticket", "cost") == "masked"
    assert both.field_right_everywhere("desk.ticket", "title") == "read"


def test_a_new_row_is_written_as_the_roles_that_create_say() -> None:
    maker = {"name": "x", "grants": [{"form": "ticket", "can": ["create"], "fields": {"cost": "hidden"}}]}
    changer = {"name": "y", "grants": [{"form": "ticket", "can": ["update"], "scope": "all"}]}
    both = of("desk.maker", "desk.changer", maker=maker, changer=changer)
    assert both.new_field_right("desk.ticket", "cost") == "hidden"
    assert both.new_field_right("desk.ticket", "title") == "write"
    assert both.field_right("desk.ticket", "cost") == "write"


def test_who_sees_rows_through_tasks_alone_sees_them_whole() -> None:
    nobody = of("desk.agent", agent=AGENT)
    assert nobody.field_right_everywhere("desk.device", "serial") == "read"
    assert nobody.limit("desk.device", "serial") == "write"
