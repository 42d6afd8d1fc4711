"""An app whose form has sensitive fields, a rule and a flow that meet them; and a look at everything that is stored."""

from typing import Any

from helpwright.platform.database import Statement
from tests.support.office import Office, Person

APP = "clinic"
FORM = "clinic.patient"
RECORDS = f"forms/{FORM}/records"
PHONE, OTHER_PHONE, CARD, ILLNESS = "13912345678", "13787654321", "MRN-7781-QX", "过敏性休克史"
BLUEPRINT = """
format: 1
app: {key: clinic, name: {zh-CN: 门诊, en: Clinic}}
roles:
  doctor:
    name: {zh-CN: 医生, en: Doctor}
    grants:
      - {form: patient, can: [read, create, update, delete, export], scope: all}
  desk:
    name: {zh-CN: 前台, en: Desk}
    grants:
      - {form: patient, can: [read, create, update], scope: all, fields: {phone: masked, illness: hidden}}
forms:
  patient:
    name: {zh-CN: 病人, en: Patients}
    title: name
    number: {prefix: P, digits: 4}
    public: {slug: patient}
    fields:
      name: {type: text, label: {zh-CN: 姓名, en: Name}, required: true}
      phone: {type: mobile, label: {zh-CN: 手机, en: Phone}, sensitive: true}
      card: {type: text, label: {zh-CN: 就诊卡, en: Card}, sensitive: true, unique: true}
      illness: {type: multiline, label: {zh-CN: 病史, en: History}, sensitive: true}
      note: {type: text, label: {zh-CN: 备注, en: Note}}
rules:
  known:
    name: {zh-CN: 认出来电, en: Known caller}
    when: {event: record_created, form: patient}
    if: {field: phone, op: eq, value: "139 1234 5678"}
    then:
      - {action: set_fields, set: {note: "来电 {{phone}} {{card}}"}}
      - {action: notify, to: {role: doctor}, via: [inapp], subject: "新病人 {{phone}}", text: "{{illness}} {{card}}"}
"""
VALUES: dict[str, Any] = {"name": "李雷", "phone": "139-1234-5678", "card": CARD, "illness": ILLNESS}
SECRETS = (PHONE, OTHER_PHONE, CARD, ILLNESS)


async def open_clinic(office: Office, text: str = BLUEPRINT) -> Person:
    """Publish the app; its doctor."""
    answer = await office.blueprint(text, app=APP)
    assert answer.status_code == 200, answer.text
    return await office.person("王医生", roles=["clinic.doctor"])


async def create(person: Person, **values: Any) -> dict[str, Any]:
    """A record."""
    answer = await person.post(RECORDS, json={"values": {**VALUES, **values}})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def everything_stored(office: Office) -> str:
    """Every column of every row of every table, as text."""
    database = office.product.database
    tables = await database.all(
        Statement(
            """SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')"""
        )
    )
    found: list[str] = []
    for table in tables:
        rows = await database.all(Statement(f"SELECT t::text AS row FROM {table['name']} t"))  # noqa: S608 -- of the catalogue
        found += [row["row"] for row in rows]
    return "\n".join(found)


async def assert_nothing_readable(office: Office, secrets: tuple[str, ...] = SECRETS) -> None:
    """No sensitive value lies anywhere in the database as it is."""
    stored = await everything_stored(office)
    assert len(stored) > 10_000, "the whole database was read"
    assert [each for each in secrets if each in stored] == []
