"""Tables of self-assessment rounds: answers to characteristics and about risk, judgements, limiters, the frozen copy.

A round belongs to one framework in one content version. Once signed off it is frozen: its canonical JSON is kept with
its SHA-256, and later edits of records change nothing in it.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from evidence.database import Base, ServiceOwned, db

_RATINGS = "('outstanding', 'good', 'requires-improvement', 'inadequate')"


def _round_key() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["service_id", "round_id"], ["round.service_id", "round.id"])


class Round(ServiceOwned, Base):
    """One self-assessment against one framework.

    A round that is given up says why; it stays readable and counts for nothing. `breach_decided_at` is None until
    somebody has said whether a regulation was breached.
    """

    __tablename__ = "round"
    __table_args__ = (
        UniqueConstraint("service_id", "reference"),
        CheckConstraint("kind IN ('self-assessment', 'mock-inspection')", name="kind"),
        CheckConstraint("state IN ('open', 'signed-off', 'abandoned')", name="state"),
        CheckConstraint("state <> 'abandoned' OR given_up_reason <> ''", name="given_up_reason"),
        Index("ix_round_list", "service_id", "framework_id", "state", "started_at"),
    )

    reference: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str]
    framework_id: Mapped[str]
    content_version: Mapped[str]
    framework_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str]
    has_breach: Mapped[bool] = mapped_column(default=False)
    breach_reason: Mapped[str] = mapped_column(default="")
    breach_decided_at: Mapped[datetime | None]
    breach_decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime]
    started_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    signed_off_at: Mapped[datetime | None]
    signed_off_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    given_up_at: Mapped[datetime | None]
    given_up_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    given_up_reason: Mapped[str] = mapped_column(default="", server_default="")
    version: Mapped[int] = mapped_column(default=1)


class CharacteristicAnswer(ServiceOwned, Base):
    """The answer to one characteristic of one line, by its permanent key. "Does not apply" needs a reason.

    `harm_since`: since when it says that something inadequate happens here; None while it does not.
    """

    __tablename__ = "characteristic_answer"
    __table_args__ = (
        _round_key(),
        UniqueConstraint("service_id", "round_id", "statement_key"),
        CheckConstraint("value IN ('us', 'partly', 'not-us', 'not-applicable')", name="value"),
        CheckConstraint("value <> 'not-applicable' OR reason <> ''", name="reason"),
        Index("ix_characteristic_answer_line", "service_id", "round_id", "code"),
    )

    round_id: Mapped[UUID]
    code: Mapped[str]
    statement_key: Mapped[str]
    value: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime]
    answered_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    harm_since: Mapped[datetime | None]


class AnswerRecord(ServiceOwned, Base):
    """A record attached to an answer: what the answer rests on."""

    __tablename__ = "answer_record"
    __table_args__ = (
        ForeignKeyConstraint(
            ["service_id", "answer_id"], ["characteristic_answer.service_id", "characteristic_answer.id"]
        ),
        ForeignKeyConstraint(["service_id", "record_id"], ["record.service_id", "record.id"]),
        UniqueConstraint("service_id", "answer_id", "record_id"),
    )

    answer_id: Mapped[UUID]
    record_id: Mapped[UUID]


class RiskAnswer(ServiceOwned, Base):
    """An answer to "is anyone at risk now?", asked where a line says that harm happens.

    It is never changed: a later one takes its place. `statement_keys`: the statements of harm that it was given
    about. A yes says what has been done.
    """

    __tablename__ = "risk_answer"
    __table_args__ = (
        _round_key(),
        CheckConstraint("NOT is_at_risk OR done <> ''", name="done"),
        Index("ix_risk_answer_line", "service_id", "round_id", "code", "answered_at"),
    )

    round_id: Mapped[UUID]
    code: Mapped[str]
    is_at_risk: Mapped[bool]
    done: Mapped[str]
    statement_keys: Mapped[list[str]] = mapped_column(db.JSON)
    answered_at: Mapped[datetime]
    answered_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))


class LineJudgement(ServiceOwned, Base):
    """A person's judgement of one line, with the reason, and what the reading aid said when it was made."""

    __tablename__ = "line_judgement"
    __table_args__ = (
        _round_key(),
        UniqueConstraint("service_id", "round_id", "code"),
        CheckConstraint(f"rating IN {_RATINGS}", name="rating"),
    )

    round_id: Mapped[UUID]
    code: Mapped[str]
    rating: Mapped[str | None]
    aid_rating: Mapped[str | None]
    reason: Mapped[str]
    judged_at: Mapped[datetime]
    judged_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)


class KeyQuestionJudgement(ServiceOwned, Base):
    """A person's judgement of one key question, with the reason."""

    __tablename__ = "key_question_judgement"
    __table_args__ = (
        _round_key(),
        UniqueConstraint("service_id", "round_id", "key_question"),
        CheckConstraint(f"rating IN {_RATINGS}", name="rating"),
    )

    round_id: Mapped[UUID]
    key_question: Mapped[str]
    rating: Mapped[str | None]
    reason: Mapped[str]
    judged_at: Mapped[datetime]
    judged_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)


class RoundLimiter(ServiceOwned, Base):
    """A limiter that a person confirmed, or ruled out, for a round, with the reason."""

    __tablename__ = "round_limiter"
    __table_args__ = (
        _round_key(),
        UniqueConstraint("service_id", "round_id", "limiter"),
        CheckConstraint(
            "limiter IN ('no-registered-manager', 'condition-not-met', 'notifications-missed', 'pir-late')",
            name="limiter",
        ),
    )

    round_id: Mapped[UUID]
    limiter: Mapped[str]
    is_confirmed: Mapped[bool]
    reason: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))


class FrozenCopy(ServiceOwned, Base):
    """What a signed-off round said: canonical JSON of version ids, file hashes, the framework and the statements."""

    __tablename__ = "frozen_copy"
    __table_args__ = (_round_key(), UniqueConstraint("service_id", "round_id"))

    round_id: Mapped[UUID]
    sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[str]
    frozen_at: Mapped[datetime]
