"""An app with a form that has every field type of the catalogue, and one that it links to."""

from typing import Any

from tests.support.office import Office, Person

APP = "lab"
RECORDS = "forms/lab.sheet/records"
BLUEPRINT = """
format: 1
app: {key: lab, name: {zh-CN: 实验室, en: Lab}}
roles:
  clerk:
    name: {zh-CN: 文员, en: Clerk}
    grants:
      - {form: sheet, can: [read, create, update, delete], scope: all}
      - {form: device, can: [read, create, update], scope: own}
  chief:
    name: {zh-CN: 主任, en: Chief}
    grants:
      - {form: sheet, can: [read, create, update, delete], scope: all}
      - {form: device, can: [read, create, update, delete], scope: all}
forms:
  device:
    name: {zh-CN: 设备, en: Devices}
    title: name
    fields:
      name: {type: text, label: 名称, required: true}
  sheet:
    name: {zh-CN: 登记表, en: Sheet}
    title: name
    number: {prefix: S, digits: 4}
    public: {slug: sheet}
    fields:
      intro: {type: note, label: 说明, text: {zh-CN: "请**如实**填写", en: "Be *honest*"}, tone: info}
      no: {type: auto_number, label: {zh-CN: 编号, en: No.}}
      name: {type: text, label: {zh-CN: 姓名, en: Name}, required: true, width: third}
      mail: {type: email, label: 邮箱}
      phone: {type: mobile, label: 手机}
      desk: {type: landline, label: {zh-CN: 座机, en: Landline}}
      story: {type: multiline, label: 经过}
      papers: {type: files, label: 附件}
      line: {type: divider, label: 数字, titled: true}
      pieces: {type: integer, label: {zh-CN: 数量, en: Pieces}, unit: {zh-CN: 件, en: pcs}, min: 0, max: 1000, default: 1}
      weight: {type: decimal, label: {zh-CN: 重量, en: Weight}, unit: kg, places: 3}
      price: {type: money, label: {zh-CN: 单价, en: Price}, compact: true}
      discount: {type: percent, label: {zh-CN: 折扣, en: Discount}, max: 100}
      day: {type: date, label: {zh-CN: 日期, en: Day}, default: today}
      at: {type: date_time, label: {zh-CN: 时间, en: At}}
      kind: {type: radio, label: 种类, options: {a: 甲, b: 乙}}
      level: {type: priority, label: 级别, options: {low: 低, high: 高}}
      state: {type: status, label: 状态, default: new, options: {new: {zh-CN: 新, category: open}, done: {zh-CN: 完成, category: closed}}}
      city: {type: select, label: {zh-CN: 城市, en: City}, options: {bj: {zh-CN: 北京, en: Beijing}, sh: {zh-CN: 上海, en: Shanghai}, gz: {zh-CN: 广州, en: Guangzhou}}}
      skills: {type: multi_select, label: {zh-CN: 技能, en: Skills}, max_choices: 2, options: {x: {zh-CN: 焊接, en: Welding}, y: {zh-CN: 电气, en: Wiring}, z: {zh-CN: 软件, en: Software}}}
      boxes: {type: checkboxes, label: 勾选, options: {m: 早, n: 晚}}
      paid: {type: switch, label: {zh-CN: 已付, en: Paid}}
      device: {type: link, label: {zh-CN: 设备, en: Device}, to: device}
      owner: {type: member, label: 负责人}
    layout:
      - {section: 全部, columns: 2, fields: [intro, no, name, line, pieces]}
"""  # noqa: E501 -- one field a line
VALUES: dict[str, Any] = {
    "name": "张伟",
    "mail": "zhang@example.com",
    "phone": "138 0013 8000",
    "desk": "(0571) 8765 4321 转 801",
    "story": "第一行\n第二行",
    "pieces": " 10 件",
    "weight": "1.250",
    "price": "¥1,234.50",
    "discount": "12.5%",
    "day": "2026/2/4",
    "at": "2026-11-22T14:30:00+08:00",
    "kind": "甲",
    "level": "high",
    "city": "Shanghai",
    "skills": ["软件", "x"],
    "boxes": ["n"],
    "paid": "是",
}
STORED: dict[str, Any] = {
    "name": "张伟",
    "mail": "zhang@example.com",
    "phone": "13800138000",
    "desk": "0571-87654321-801",
    "story": "第一行\n第二行",
    "pieces": 10,
    "weight": 1.25,
    "price": 1234.5,
    "discount": 12.5,
    "day": "2026-02-04",
    "at": "2026-11-22T06:30:00.000Z",
    "kind": "a",
    "level": "high",
    "city": "sh",
    "skills": ["x", "z"],
    "boxes": ["n"],
    "paid": True,
}


async def open_lab(office: Office) -> Person:
    """Publish the app; its chief."""
    answer = await office.blueprint(BLUEPRINT, app=APP)
    assert answer.status_code == 200, answer.text
    return await office.person("主任", roles=["lab.chief"])


async def create(person: Person, form: str = "lab.sheet", **values: Any) -> dict[str, Any]:
    """A record."""
    answer = await person.post(f"forms/{form}/records", json={"values": values})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found
