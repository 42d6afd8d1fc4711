"""A small app without a flow, whose people set the status by themselves."""

import pytest

from tests.support.office import Office, Person

JOBS = "forms/repairs.job/records"
REPAIRS = """
format: 1
app: {key: repairs, name: {zh-CN: 维修, en: Repairs}}
calendars:
  shop: {zone: Asia/Shanghai, holidays: CN, week: {mon-fri: ["09:00-12:00", "13:30-18:00"]}}
roles:
  worker:
    name: {zh-CN: 技工, en: Worker}
    grants: [{form: job, can: [read, create, update, delete], scope: all}]
forms:
  job:
    name: {zh-CN: 维修单, en: Jobs}
    fields:
      what: {type: text, label: {zh-CN: 内容, en: What}, required: true}
      state:
        type: status
        label: {zh-CN: 状态, en: State}
        default: todo
        options:
          todo: {zh-CN: 待修, en: To do, category: open}
          parts: {zh-CN: 等件, en: Waiting for parts, category: pending}
          fixed: {zh-CN: 修好, en: Fixed, category: solved}
          filed: {zh-CN: 归档, en: Filed, category: closed}
      worker: {type: member, label: {zh-CN: 技工, en: Worker}}
    service:
      first_response: {hours: 2, time: working, calendar: shop}
      resolution: {hours: 4, time: working, calendar: shop}
"""


@pytest.fixture
async def worker(office: Office) -> Person:
    """Somebody of the small app, which is installed."""
    answer = await office.blueprint(REPAIRS, app="repairs")
    assert answer.status_code == 200, answer.text
    return await office.person("老周", roles=["repairs.worker"])
