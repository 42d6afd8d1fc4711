"""A rule whose value the database refuses."""

from tests.rules.test_rules_at_work import publish, runs
from tests.support.office import Office

CUSTOMERS = """roles:
  supervisor:
    name: x
    grants:
      - {form: ticket, can: [read, update], scope: all}
      - {form: customer, can: [read, create, update, assign], scope: all}
"""


async def test_a_value_that_another_record_has_is_refused_at_once_and_not_shown(office: Office) -> None:
    taken = """
  same:
    name: x
    when: {event: record_created, form: customer}
    if: {field: name, op: eq, value: 李四}
    then:
      - {action: set_fields, set: {phone: "13800138000"}, on_error: continue}
      - {action: set_fields, set: {email: later@example.com}}
"""
    await publish(office, taken, CUSTOMERS)
    boss = await office.supervisor()
    made = [
        await boss.post("forms/customer/records", json={"values": {"name": name, "phone": phone}})
        for name, phone in (("张三", "13800138000"), ("李四", "13900139000"))
    ]
    assert [each.status_code for each in made] == [201, 201]
    await office.settle()
    (run,) = [each for each in await runs(boss, "same") if each["state"] != "skipped"]
    assert [(each["state"], each["code"]) for each in run["steps"]] == [("refused", "not_unique"), ("done", None)]
    assert run["steps"][0]["data"] == {"data": {"field": "phone"}, "errors": [{"field": "phone", "code": "not_unique"}]}
    told = {
        "zh-CN": "「联系电话」：已经有另一条记录使用了这个值。",
        "en": "“Phone”: Another record already has this value.",
    }
    for language, words in told.items():
        (there,) = [each for each in await runs(boss, "same", language=language) if each["state"] != "skipped"]
        assert there["steps"][0]["text"] == words
    assert run["state"] == "done"
    assert "13800138000" not in str(run)
    kept = (await boss.get(f"forms/customer/records/{made[1].json()['id']}")).json()["values"]
    assert (kept["phone"], kept["email"]) == ("13900139000", "later@example.com")
