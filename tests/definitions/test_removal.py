"""A whole app goes, with everything that was kept of it; the rest stays."""

import io
import sys
from pathlib import Path

import pytest

from helpwright.entry import cli
from tests.definitions.conftest import Builder
from tests.support.office import Office

OTHER = """
format: 1
app: {key: other, name: Other}
roles: {clerk: {name: Clerk, grants: [{form: note, can: [read, create], scope: all}]}}
forms: {note: {name: Note, fields: {text: {type: text, label: Text}}}}
"""
KEPT = ("instances", "journal", "tasks", "timers", "cases", "comments", "messages", "teams", "team_members", "drafts")


async def test_everything_of_an_app_goes(office: Office, builder: Builder) -> None:
    assert (await office.blueprint(OTHER, app="other")).status_code == 200
    clerk = await office.person("Clerk", roles=["other.clerk"])
    note = {"values": {"text": "stays"}}
    assert (await clerk.post("forms/note/records", json=note)).status_code == 201
    ticket = await office.submit()
    agent = await office.agent()
    await agent.work(ticket.id, "claim")
    await agent.post(f"forms/ticket/records/{ticket.id}/comments", json={"text": "x", "visibility": "internal"})
    await builder.save("team", "tech", {"name": "T"})
    for confirm in ("", "other", "Service_desk"):
        refused = await builder.http.delete(f"apps/service_desk?confirm={confirm}")
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "confirmation_differs")
    assert (await builder.http.delete("apps/service_desk")).status_code == 422
    left = """UPDATE publications SET contract = '["ALTER TABLE service_desk.ticket DROP COLUMN gone"]'
        WHERE app = 'service_desk' RETURNING id"""
    assert await office.rows(left), "somebody held the table when its publication should have been tidied up"
    assert (await builder.http.delete("apps/nothing?confirm=nothing")).status_code == 404
    assert (await builder.http.delete("apps/service_desk?confirm=service_desk")).status_code == 204
    for table in KEPT:
        found = await office.rows(f"SELECT 1 FROM {table}")  # noqa: S608 -- named above
        assert found == [], table
    assert await office.rows("SELECT 1 FROM pg_namespace WHERE nspname = 'service_desk'") == []
    assert await office.rows("SELECT 1 FROM role_members WHERE app = 'service_desk'") == []
    assert [
        row["dataset"] for row in await office.rows("SELECT DISTINCT dataset FROM events WHERE dataset LIKE '%%.%%'")
    ] == ["other.note"]
    assert await office.rows("SELECT 1 FROM files WHERE state = 'linked'") == []
    assert {row["app"] for row in await office.rows("SELECT app FROM definitions")} == {"other"}
    assert (await clerk.get("forms/note/records")).json()["items"][0]["values"] == note["values"]
    assert (await agent.get("tasks")).json()["items"] == []
    assert (await office.browser().get("public/forms/ticket")).status_code == 404
    assert (await builder.http.get("apps/service_desk/blueprint")).status_code == 404
    answer = await office.blueprint((Path(__file__).parents[2] / "blueprints" / "service_desk.yaml").read_text("utf-8"))
    assert answer.status_code == 200
    assert (await office.submit()).number.endswith("0001")


def test_from_the_command_line(
    desk_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HELPWRIGHT_DATABASE_URL", desk_url)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    where = ["--data-dir", str(tmp_path)]
    monkeypatch.setattr(sys, "stdin", io.StringIO("something\n"))
    assert cli.main(["blueprint", "remove", "service_desk", *where]) == 1
    assert "confirm" in capsys.readouterr().err
    changed = tmp_path / "changed.yaml"
    shipped = (Path(__file__).parents[2] / "blueprints" / "service_desk.yaml").read_text("utf-8")
    changed.write_text(
        shipped.replace("en: Urgency}", "en: How urgent}").replace(
            "{type: multiline, label: {zh-CN: 根本原因", "{type: email, label: {zh-CN: 根本原因"
        )
    )
    assert cli.main(["blueprint", "plan", str(changed), *where]) == 0
    out = capsys.readouterr().out
    assert "~ forms.ticket\n    field “Urgency”: label: “Urgency” becomes “How urgent”\n" in out
    assert "    ! The type of “Root cause” changes; values to convert: 0.\n" in out
    assert cli.main(["blueprint", "import", str(changed), *where]) == 0
    monkeypatch.setattr(sys, "stdin", io.StringIO("service_desk\n"))
    assert cli.main(["blueprint", "remove", "service_desk", *where]) == 0
    assert cli.main(["blueprint", "export", "service_desk", *where]) == 1
    capsys.readouterr()
    assert cli.main(["blueprint", "import", "service_desk", *where]) == 0
    assert cli.main(["blueprint", "remove", "service_desk", "--confirm", "service_desk", *where]) == 0
