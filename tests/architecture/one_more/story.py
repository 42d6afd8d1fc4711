"""What `test_one_more.py` runs with one more file of each kind: they work from the blueprint to the answer."""

import importlib
import json
from typing import Any

from helpwright.entry.commands.catalogue import KINDS
from helpwright.entry.doctor.examine import CHECKS, examine
from helpwright.entry.doctor.kind import Finding, Scene
from helpwright.notify.jobs import Sending
from helpwright.reports.catalogue import DATASETS
from tests.support.office import Office
from tests.support.providers import Stand, standing
from tests.support.telling import send_all, states, tell

GARAGE = """
format: 1
app: {key: garage, name: {zh-CN: 车库, en: Garage}}
roles:
  keeper:
    name: {zh-CN: 管理员, en: Keeper}
    grants: [{form: car, can: [read, create, update], scope: all}, {dashboard: board, can: [read]}]
forms:
  car:
    name: {zh-CN: 车辆, en: Cars}
    title: plate
    fields:
      plate: {type: plate, label: {zh-CN: 车牌, en: Plate}, required: true, unique: true}
      remark: {type: text, label: {zh-CN: 备注, en: Remark}}
flows:
  stay:
    name: {zh-CN: 停放, en: Stay}
    form: car
    nodes:
      start: {type: start, trigger: record_created, to: seal}
      seal: {type: seal, name: {zh-CN: 封存, en: Seal}, field: remark, text: 已封存, to: done}
      done: {type: end, name: {zh-CN: 结束, en: End}}
rules:
  hello:
    name: {zh-CN: 问候, en: Hello}
    when: {event: record_created, form: car}
    then: [{action: greet, whom: 车主}]
  page:
    name: {zh-CN: 传呼, en: Page}
    when: {event: answered, form: car}
    then: [{action: notify, to: {role: keeper}, via: [pager], text: "{{plate}} 已回复"}]
dashboards:
  board:
    name: {zh-CN: 看板, en: Board}
    widgets:
      cars: {chart: plain, title: 车辆, at: [0, 0, 3, 2], query: {from: car, measures: [{agg: count}]}}
      inside: {chart: plain, title: 内部, at: [3, 0, 3, 2], query: {from: comments, measures: [{measure: said_inside}]}}
"""


def test_they_stand_in_the_catalogue() -> None:
    added = {
        "fields": "plate", "nodes": "seal", "triggers": "answered", "actions": "greet", "senders": "pager",
        "charts": "plain", "measures": "said_inside", "robots": "shout",
    }  # fmt: skip
    assert {kind: key for kind, key in added.items() if key in KINDS[kind]} == added
    assert "comments" in DATASETS
    assert "lamp" in CHECKS


async def test_the_doctor_asks_the_check(office: Office) -> None:
    results = await examine(Scene(office.product.environment, office.product.clock.now(), office.product))
    assert [each.finding for each in results if each.check == "lamp"] == [Finding("good", "good")]


async def test_they_work(office: Office) -> None:
    answer = await office.blueprint(GARAGE, app="garage")
    assert answer.status_code == 200, answer.text
    keeper = await office.person("管理员", roles=["garage.keeper"])

    refused = await keeper.post("forms/garage.car/records", json={"values": {"plate": "12345"}})
    assert (refused.status_code, [each["code"] for each in refused.json()["errors"]]) == (422, ["plate_malformed"])
    made = await keeper.post("forms/garage.car/records", json={"values": {"plate": "粤B·12 345"}})
    assert made.status_code == 201, made.text
    record = made.json()["id"]

    form = (await keeper.get("forms/garage.car")).json()
    assert [(each["key"], each.get("drawn_as")) for each in form["fields"]] == [("plate", "text"), ("remark", None)]

    found: dict[str, Any] = (await keeper.get(f"forms/garage.car/records/{record}")).json()
    assert found["values"] == {"plate": "粤B12345", "remark": "已封存"}
    filtered = await keeper.get(
        "forms/garage.car/records", params={"filter": '{"field": "plate", "op": "contains", "value": "b123"}'}
    )
    assert [each["id"] for each in filtered.json()["items"]] == [record]

    await office.settle()
    activity = (await keeper.get(f"forms/garage.car/records/{record}/activity")).json()
    assert "你好，车主" in str(activity["items"])
    board = (await keeper.get("dashboards/garage.board")).json()
    assert board["widgets"]["cars"]["rows"] == [[1]]

    said = await keeper.post(
        f"forms/garage.car/records/{record}/comments", json={"text": "洗好了", "visibility": "public"}
    )
    assert said.status_code == 201, said.text
    await office.settle()
    product = office.product
    queued = [row["id"] for row in await office.rows("SELECT id FROM messages WHERE via = 'pager'")]
    await Sending(product.database, product.ways, product.sender_identity, product.clock).send(queued)
    sent = importlib.import_module("helpwright.notify.senders.pager").SENT
    assert {text for _, text in sent} == {"粤B12345 已回复"}
    board = (await keeper.get("dashboards/garage.board")).json()
    assert board["widgets"]["inside"]["rows"] == [[0.5]]

    exported = (await (await office.person("管理", admin=True)).get("apps/garage/blueprint")).text
    told = ("type: plate", "type: seal", "event: answered", "action: greet", "pager", "chart: plain", "said_inside")
    assert [each for each in told if each not in exported] == []


class Loudspeaker(Stand):
    """Says what it is sent."""

    def judge(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, dict[str, Any]]:
        """Always."""
        del headers
        self.taken.append({"to": f"{method} {target}", **json.loads(body)})
        return 200, {"heard": True}


async def test_a_group_hears_by_a_robot_of_the_kind(office: Office) -> None:
    admin = await office.person("管理", admin=True)
    with standing(Loudspeaker()) as hall:
        robot = {"key": "hall", "name": "大厅", "kind": "shout", "webhook": f"{hall.url}/say", "other_host": True}
        assert (await admin.post("robots", json=robot)).status_code == 201
        await tell(office, await office.submit(), to={"robot": "hall"}, via=["robot"], text="{{customer_name}}来了")
        await send_all(office)
        assert await states(office) == ["sent"]
        assert hall.taken == [{"to": "POST /say", "say": "张伟来了"}]
    kinds = [each["key"] for each in (await admin.get("robots")).json()["kinds"]]
    assert kinds == ["wecom", "dingtalk", "feishu", "shout"]
