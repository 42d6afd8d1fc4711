"""A sensitive field may be called like a word of events: values are sealed and emptied, words are not."""

from typing import Any

from helpwright.flows.recheck import replay_journals
from tests.records.sensitive_world import RECORDS, create, open_clinic
from tests.records.test_sensitive_switch import OPEN, publish
from tests.support.office import Office, Person

WORDS = {"outcome": "痊愈良好", "kind": "门诊复查", "comment": "本人要求保密"}
FIELDS = "".join(f"      {key}: {{type: text, label: {key}}}\n" for key in WORDS)
FLOW = """
flows:
  visit:
    name: Visit
    form: patient
    nodes:
      start: {type: start, trigger: record_created, to: see}
      see:
        type: task
        name: See
        assign: [{otherwise: true, role: doctor, by: claim}]
        fields: {write: [outcome, kind, comment]}
        outcomes: {well: {name: Well, to: end}, ill: {name: Ill, to: end}}
      end: {type: end, name: End}
"""
BEFORE = OPEN.rstrip() + "\n" + FIELDS + FLOW
AFTER = BEFORE.replace("{type: text, label: outcome}", "{type: text, label: outcome, sensitive: true}")
for _word in ("kind", "comment"):
    AFTER = AFTER.replace(f"{{type: text, label: {_word}}}", f"{{type: text, label: {_word}, sensitive: true}}")
JOURNAL = """SELECT j.event, j.effects FROM journal j JOIN instances i ON i.id = j.instance_id ORDER BY j.seq"""


async def seen(office: Office) -> tuple[Person, str]:
    """A patient whose visit is over, with all that was written on the way."""
    doctor = await open_clinic(office, BEFORE)
    made = await create(doctor, card="W-1")
    task = (await doctor.get(f"{RECORDS}/{made['id']}/flow")).json()["tasks"][-1]
    assert (await doctor.post(f"tasks/{task['id']}/claim", json={})).status_code == 200
    body = {"outcome": "well", "values": WORDS, "comment": "bye"}
    answer = await doctor.post(f"tasks/{task['id']}/complete", json=body)
    assert answer.status_code == 200, answer.text
    return doctor, made["id"]


async def words_and_values(office: Office) -> tuple[list[Any], Any]:
    """The words of the journal's events, and the values of the last that has some."""
    events = [row["event"] for row in await office.rows(JOURNAL)]
    told = [(each["kind"], each.get("outcome"), each.get("data", {}).get("comment")) for each in events]
    (values,) = [each["data"]["values"] for each in events if each.get("data", {}).get("values")]
    return told, values


async def test_words_of_events_are_not_sealed_and_values_are(office: Office) -> None:
    await seen(office)
    told, values = await words_and_values(office)
    assert values == WORDS
    await publish(office, AFTER)
    after, sealed = await words_and_values(office)
    assert after == told
    assert set(sealed) == set(WORDS)
    assert all(each.startswith("~1") for each in sealed.values())
    assert await replay_journals(office.product.flows) == (1, 0)


async def test_words_of_events_are_not_emptied_and_values_are(office: Office) -> None:
    doctor, record = await seen(office)
    told, _ = await words_and_values(office)
    await publish(office, AFTER)
    erased = await doctor.post(f"{RECORDS}/{record}/erase-sensitive", json={"reason": "客户要求删除"})
    assert erased.status_code == 200, erased.text
    after, emptied = await words_and_values(office)
    assert after == told
    assert emptied == dict.fromkeys(WORDS, "***")
