"""Audit: what was done, by whom, from where, to what, with which result; never the sensitive values themselves.

An entry is one statement of the transaction in which the act happens. A worker numbers the entries and chains their
hashes (`sealing`), so that no request waits for another.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

from helpwright.access.model import Caller
from helpwright.platform.statement import Statement

Act = Literal[
    "set_up",
    "signed_in",
    "sign_in_failed",
    "signed_out",
    "person_created",
    "person_changed",
    "invited",
    "invitation_withdrawn",
    "invitation_copied",
    "joined",
    "password_forgotten",
    "password_reset",
    "department_created",
    "department_changed",
    "department_removed",
    "partner_created",
    "partner_changed",
    "partner_removed",
    "session_ended",
    "unlocked",
    "second_factor_on",
    "second_factor_off",
    "recovery_codes_made",
    "recovery_code_used",
    "secrets_sealed_anew",
    "key_created",
    "key_revoked",
    "settings_changed",
    "published",
    "app_removed",
    "flow_migrated",
    "way_changed",
    "way_removed",
    "robot_connected",
    "robot_changed",
    "robot_removed",
    "exported",
    "delivery_created",
    "delivery_changed",
    "delivery_removed",
    "delivery_stopped",
    "delivery_failed",
    "delivery_again",
    "dashboard_sent",
    "board_link_made",
    "board_link_revoked",
    "imported",
    "batch_started",
    "sensitive_read",
    "sensitive_erased",
    "record_deleted",
    "record_restored",
    "audit_read",
    "backup_made",
    "backup_restored",
    "handed_over",
    "samples_made",
    "samples_removed",
    "trial_begun",
    "trial_ended",
    "refused",
]
ACTS: tuple[Act, ...] = get_args(Act)

_INSERT = """INSERT INTO audit_log (at, person_id, key_id, address, act, object, result, data)
VALUES (%(at)s, %(person)s, %(key)s, %(address)s, %(act)s, %(object)s, %(result)s, %(data)s)"""
_LONGEST = 300


def entry(
    at: datetime,
    act: Act,
    by: Caller | UUID | None,
    what: str | None = None,
    data: Mapping[str, Any] | None = None,
    *,
    result: str = "ok",
    address: str | None = None,
) -> Statement:
    """One entry, for the transaction of the act. `by` is the caller of the request, a person, or None (the system).

    `what` names the object, such as `person:UUID`, `app:service_desk` or `service_desk.ticket:UUID`. `result` is `ok`
    or the code of the refusal. Of sensitive values `data` holds digests (`Gate.digest`). The address comes with the
    caller where there is one.
    """
    caller = by if isinstance(by, Caller) else None
    params = {
        "at": at,
        "person": by if caller is None else caller.person_id,
        "key": None if caller is None else caller.key_id,
        "address": address if caller is None or address is not None else caller.address,
        "act": act,
        "object": None if what is None else what[:_LONGEST],
        "result": result,
        "data": dict(data or {}),
    }
    return Statement(_INSERT, params)
