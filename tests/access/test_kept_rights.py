"""What a caller's roles grant is made once for all their requests, as long as it says the same."""

from dataclasses import replace
from uuid import uuid4

from helpwright.access.key_scopes import KeyScopes
from helpwright.access.model import Caller
from helpwright.access.rights import Rights
from tests.support.office import Office

FILTERED = """
format: 1
app: {key: service_desk, name: {zh-CN: 客户服务, en: Service desk}}
roles:
  fresh:
    name: Fresh
    grants: [{form: ticket, can: [read], scope: filter, filter: {field: created_at, op: within, value: {this: month}}}]
"""


def caller_with(role: str, epoch: int) -> Caller:
    return Caller(
        person_id=uuid4(),
        name="李娜",
        admin=False,
        locale="zh-CN",
        teams=frozenset(),
        team_names=frozenset(),
        roles=frozenset({f"service_desk.{role}"}),
        epoch=epoch,
    )


async def test_made_once_for_the_same_caller_under_the_same_definitions(office: Office) -> None:
    definitions = await office.product.definitions.current()
    epoch = definitions.epoch
    caller = caller_with("agent", epoch)

    def of(found: Caller) -> Rights:
        return office.product.rights_of(found, definitions)

    assert of(caller) is of(replace(caller, address="192.0.2.7"))
    for other in (
        replace(caller, person_id=uuid4()),
        replace(caller, teams=frozenset({uuid4()})),
        replace(caller, departments=frozenset({uuid4()})),
        replace(caller, roles=frozenset()),
        replace(caller, key=KeyScopes(frozenset("*"), frozenset(), frozenset())),
    ):
        assert of(other) is not of(caller)
    assert of(replace(caller, roles=frozenset())).actions("service_desk.ticket") == frozenset()
    answer = await office.blueprint(FILTERED)
    assert answer.status_code == 200, answer.text
    newer = await office.product.definitions.current()
    assert newer.epoch > epoch
    assert office.product.rights_of(caller, newer) is not of(caller)


async def test_what_depends_on_the_hour_is_made_each_time(office: Office) -> None:
    answer = await office.blueprint(FILTERED)
    assert answer.status_code == 200, answer.text
    definitions = await office.product.definitions.current()
    caller = caller_with("fresh", definitions.epoch)
    first = office.product.rights_of(caller, definitions)
    (grant,) = first.filters("service_desk.ticket")
    before = first.condition(grant)
    office.clock.advance(days=40)
    assert office.product.rights_of(caller, definitions).condition(grant) != before
