"""SQL of surveys. Private to this concept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpwright.cases.rating import Rating
from helpwright.platform.database import Json, Statement

_REQUEST = """id, record_id, form, survey, scale, question, via, recipient, created_at, send_at, sent_at, expires_at,
    cause, rule"""
_ANSWER = "record_id, form, survey, scale, score, tags, comment, via, answered_at"


def about(record_id: UUID) -> Statement:
    """One row about a ticket: `asked` (the survey of its request), `request_id`, `scale`, `question`, the answer."""
    return Statement(
        """SELECT q.id AS request_id, q.survey AS asked, q.scale AS asked_scale, q.question, a.survey, a.scale, a.score,
            a.tags, a.comment, a.answered_at
        FROM (SELECT 1) one
        LEFT JOIN survey_requests q ON q.record_id = %(record)s
        LEFT JOIN survey_answers a ON a.record_id = %(record)s""",
        {"record": record_id},
    )


def answers_of(records: Sequence[UUID]) -> Statement:
    """Answers to the surveys of these tickets."""
    return Statement(f"SELECT {_ANSWER} FROM survey_answers WHERE record_id = ANY(%(ids)s)", {"ids": list(records)})


def answer_counts(surveys: Sequence[str], since: datetime) -> Statement:
    """How many answers each of these surveys got since then, with their average."""
    return Statement(
        """SELECT survey, count(*) AS answers, avg(score) AS average FROM survey_answers
        WHERE survey = ANY(%(surveys)s) AND answered_at > %(since)s GROUP BY survey""",
        {"surveys": list(surveys), "since": since},
    )


def insert_request(values: dict[str, Any]) -> Statement:
    """Ask once: a row `{id}`, none when the ticket has been asked before."""
    return Statement(
        """INSERT INTO survey_requests (id, record_id, form, survey, scale, question, via, recipient, created_at,
            send_at, cause, rule)
        VALUES (%(id)s, %(record_id)s, %(form)s, %(survey)s, %(scale)s, %(question)s, %(via)s, %(recipient)s,
            %(created_at)s, %(send_at)s, %(cause)s::bigint[], %(rule)s)
        ON CONFLICT (record_id) DO NOTHING RETURNING id""",
        {**values, "question": Json(values["question"]), "cause": list(values["cause"])},
    )


def lock_request(request_id: UUID) -> Statement:
    """A request, kept for this transaction."""
    return Statement(f"SELECT {_REQUEST} FROM survey_requests WHERE id = %(id)s FOR UPDATE", {"id": request_id})


def request(request_id: UUID) -> Statement:
    """The request that a link speaks of."""
    return Statement(f"SELECT {_REQUEST} FROM survey_requests WHERE id = %(id)s", {"id": request_id})


def sent(request_id: UUID, at: datetime, expires_at: datetime | None) -> Statement:
    """It is out."""
    return Statement(
        "UPDATE survey_requests SET sent_at = %(at)s, expires_at = %(expires)s WHERE id = %(id)s",
        {"id": request_id, "at": at, "expires": expires_at},
    )


def withdraw(request_id: UUID) -> Statement:
    """As if it had never been asked."""
    return Statement("DELETE FROM survey_requests WHERE id = %(id)s AND sent_at IS NULL", {"id": request_id})


def insert_answer(
    record_id: UUID, form: str, survey: str, scale: str, rating: Rating, via: str, at: datetime
) -> Statement:
    """The first answer: a row, none when there was one before."""
    return Statement(
        f"""INSERT INTO survey_answers ({_ANSWER})
        VALUES (%(record)s, %(form)s, %(survey)s, %(scale)s, %(score)s, %(tags)s::text[], %(comment)s, %(via)s, %(at)s)
        ON CONFLICT (record_id) DO NOTHING RETURNING {_ANSWER}""",
        {
            "record": record_id,
            "form": form,
            "survey": survey,
            "scale": scale,
            "score": rating.score,
            "tags": list(rating.tags),
            "comment": rating.comment,
            "via": via,
            "at": at,
        },
    )
