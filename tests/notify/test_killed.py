"""A worker killed between a provider's yes and our commit: that message goes out again with its id, all else once."""

import asyncio
import os
import signal
from typing import Any
from uuid import UUID

from helpwright.jobs.events import append_all
from helpwright.kernel.ids import new_id
from helpwright.notify.senders.sms import SmsSettings
from helpwright.notify.senders.wecom import WecomSettings
from helpwright.notify.ways import Ways
from helpwright.platform.database import Statement
from helpwright.platform.settings import Environment
from tests.notify.conftest import Desk
from tests.support.desk_worker import AT, CLOCK, KEY, created, install_rules
from tests.support.providers import Aliyun, Wecom, standing
from tests.support.telling import sms_settings, wecom_settings
from tests.support.until import until

RULE: dict[str, Any] = {
    "name": "紧急通知",
    "when": {"event": "record_created", "form": "ticket"},
    "then": [
        {"action": "notify", "to": {"role": "supervisor"}, "via": ["sms", "wecom", "inapp"], "text": "紧急 {{number}}"}
    ],
}


async def _supervisor(desk: Desk, phone: str, wecom_id: str) -> UUID:
    person = new_id()
    params = {"id": person, "phone": phone, "wecom": wecom_id, "at": AT}
    await desk.database.write(
        [
            Statement(
                """INSERT INTO people (id, name, phone, wecom_id, created_at)
                VALUES (%(id)s, '王芳', %(phone)s, %(wecom)s, %(at)s)""",
                params,
            ),
            Statement(
                "INSERT INTO role_members (app, role, person_id) VALUES ('service_desk', 'supervisor', %(id)s)", params
            ),
        ]
    )
    return person


async def _set(desk: Desk, aliyun: Aliyun, wecom: Wecom) -> None:
    ways = Ways(desk.database, Environment.read(), CLOCK, KEY)
    sms = SmsSettings.model_validate(sms_settings(aliyun, template="SMS_FREE"))
    await desk.database.write(
        [
            ways.save("sms", sms, new_id()),
            ways.save("wecom", WecomSettings.model_validate(wecom_settings(wecom)), new_id()),
            *install_rules({"urgent": RULE}),
        ]
    )


async def test_killed_after_the_providers_yes_only_that_message_is_doubled_and_keeps_its_id(desk: Desk) -> None:
    with standing(Aliyun()) as aliyun, standing(Wecom()) as wecom:
        await _set(desk, aliyun, wecom)
        await _supervisor(desk, "13900000001", "wangfang")
        await desk.database.write([append_all([created(number, None) for number in range(10)])])
        for stand in (aliyun, wecom):
            child = await desk.worker()
            done = len(stand.taken)
            stand.after_taking = lambda stand=stand, done=done, pid=child.pid: (
                os.kill(pid, signal.SIGKILL) if len(stand.taken) > done + 2 else None
            )
            await asyncio.wait_for(child.wait(), 60)
            stand.after_taking = None
        await desk.worker()
        await until(lambda: desk.reached(sent=30, skipped=10))  # the ten skipped are mails to nobody
        ids = [each["OutId"] for each in aliyun.taken]
        assert len(set(ids)) == 10
        assert len(ids) <= 10 + 2 * 4, "only what each of the 4 jobs had in flight when it was killed"
        texts = [str(each["textcard" if "textcard" in each else "text"]) for each in wecom.taken]
        assert len(texts) == len(set(texts)) == 10, "WeCom drops the second of two alike"
        assert {row["message_id"] for row in await desk.messages() if row["via"] == "sms"} == set(ids)
        told = await desk.database.all(Statement("SELECT record_id FROM notifications"))
        assert len(told) == len({row["record_id"] for row in told}) == 10
        sent = await desk.events("message_sent")
        assert len({each["data"]["message"] for each in sent}) == len(sent) == 30


async def test_a_setting_made_while_workers_run_is_followed_without_a_restart(desk: Desk) -> None:
    await desk.worker()
    with standing(Aliyun()) as aliyun, standing(Wecom()) as wecom:
        await _supervisor(desk, "13900000001", "wangfang")
        await _set(desk, aliyun, wecom)
        await desk.database.write([append_all([created(1, None)])])
        await until(lambda: desk.reached(sent=3, skipped=1))
        assert (len(aliyun.taken), len(wecom.taken)) == (1, 1)
