"""Search finds what one sees, in however many forms it lies."""

from tests.support.office import Office

FORMS = 30
HEAD = "format: 1\napp: {key: many, name: 很多}\n"


async def test_the_last_of_many_forms_is_searched_too(office: Office) -> None:
    grants = "".join(f"      - {{form: f{at:02}, can: [read, create], scope: all}}\n" for at in range(FORMS))
    roles = f"roles:\n  clerk:\n    name: 文员\n    grants:\n{grants}"
    field = "    fields: {name: {type: text, label: 名称}}\n"
    forms = "".join(f"  f{at:02}:\n    name: 表 {at}\n    title: name\n{field}" for at in range(FORMS))
    answer = await office.blueprint(f"{HEAD}{roles}forms:\n{forms}", app="many")
    assert answer.status_code == 200, answer.text
    clerk = await office.person("文员", roles=["many.clerk"])
    for at in (0, FORMS - 1):
        made = await clerk.post(f"forms/many.f{at:02}/records", json={"values": {"name": "稀有的名字"}})
        assert made.status_code == 201, made.text
    groups = (await clerk.get("search", params={"text": "稀有"})).json()["groups"]
    assert [each["form"] for each in groups] == ["many.f00", f"many.f{FORMS - 1:02}"]
