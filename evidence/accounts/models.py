"""Providers, services, the people who sign in, and what is counted about signing in.

A provider is the organisation; a service is one registered location. An account belongs to one provider and holds a
role in some of its services; `is_lead` makes it a provider lead, with every service of the provider.
"""

from datetime import date, datetime
from uuid import UUID

from flask_security.core import RoleMixin, UserMixin, WebAuthnMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence.database import Base, ServiceOwned, db, new_id
from evidence.web import clock


class Provider(Base):
    """The organisation that runs the services."""

    __tablename__ = "provider"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    created_at: Mapped[datetime]


class Service(Base):
    """One registered location. `reference` is what addresses show; `framework_id` is the framework in use."""

    __tablename__ = "service"
    __table_args__ = (
        CheckConstraint("is_residential OR is_community", name="setting"),
        Index("ix_service_provider", "provider_id", "name"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    reference: Mapped[str] = mapped_column(unique=True)
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("provider.id"))
    name: Mapped[str]
    cqc_location_id: Mapped[str]
    registered_manager: Mapped[str]
    is_residential: Mapped[bool]
    is_community: Mapped[bool]
    framework_id: Mapped[str]
    created_at: Mapped[datetime]

    types: Mapped[list["ServiceTypeHeld"]] = relationship(lazy="raise", passive_deletes="all")

    @property
    def settings(self) -> frozenset[str]:
        """The setting tags that decide which lines apply: residential, community or both."""
        pairs = (("residential", self.is_residential), ("community", self.is_community))
        return frozenset(tag for tag, holds in pairs if holds)


class ServiceTypeHeld(Base):
    """One service type that a service is registered for."""

    __tablename__ = "service_type"

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), primary_key=True)
    type: Mapped[str] = mapped_column(primary_key=True)


class RoleName(RoleMixin):
    """A role as Flask-Security asks for it. Roles are held per service in `membership`, not in a table of their own."""

    def __init__(self, name: str) -> None:
        self.name = name


class Account(Base, UserMixin):
    """Someone who signs in with e-mail and password. Closed accounts stay, so that the past keeps its names.

    The second step: `tf_totp_secret` is the encrypted key of an authenticator app, in use once `tf_primary_method` is
    set; `totp_last_counter` the last code that was used; `mf_recovery_codes` keyed digests of the codes left.
    `second_step_by`: until when somebody who needs a second step may go on without; None when nothing is missing.
    """

    __tablename__ = "account"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)  # type: ignore[assignment]
    provider_id: Mapped[UUID] = mapped_column(ForeignKey("provider.id"), index=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    is_lead: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    totp_last_counter: Mapped[int | None]
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(db.JSON(none_as_null=True)))
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64), unique=True)  # type: ignore[assignment]
    second_step_by: Mapped[datetime | None]
    second_step_reset_at: Mapped[datetime | None]
    second_step_reset_by: Mapped[str | None]

    webauthn: Mapped[list["Passkey"]] = relationship(  # type: ignore[assignment]
        order_by="Passkey.id", passive_deletes="all"
    )

    # Flask-Security empties it together with the rest; codes are never sent to phones here.
    tf_phone_number = None

    @property
    def roles(self) -> list[RoleName]:  # type: ignore[override]
        """The provider-wide role, for Flask-Security; roles in services are in `membership`."""
        return [RoleName("provider-lead")] if self.is_lead else []


class Passkey(Base, WebAuthnMixin):
    """A passkey of an account: its public half. Named as Flask-Security asks for it; `name` is the owner's own word."""

    __tablename__ = "passkey"
    __table_args__ = (UniqueConstraint("account_id", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)  # type: ignore[assignment]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str]
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    transports: Mapped[list[str] | None] = mapped_column(db.JSON)
    backup_state: Mapped[bool]
    device_type: Mapped[str]
    extensions: Mapped[str | None]
    usage: Mapped[str]
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    lastuse_datetime: Mapped[datetime]

    def get_user_mapping(self) -> dict[str, UUID]:
        """What finds the owner's account."""
        return {"id": self.account_id}


class Membership(ServiceOwned, Base):
    """An account's role in one service. Ended, never deleted: what a leaver owned keeps its owner."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("service_id", "account_id"),
        Index("ix_membership_account", "account_id"),
        CheckConstraint("role IN ('staff', 'viewer', 'manager')", name="role"),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]


class Invitation(Base):
    """A link by which a person sets their own password: a new person's invitation, or a new start for a known one.

    Only the link's SHA-256 is kept. Used once, before it expires.
    """

    __tablename__ = "invitation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignIn(Base):
    """One sign-in on one browser. Ended when the person signs out, so that a copied cookie is worth nothing after.

    device: what it was done with, in words ("Chrome on Windows"). seen_at: when it was last used, to a few minutes.
    second_step: how the person proved themselves beside the password ("app", "passkey", "recovery-code"), or None.
    """

    __tablename__ = "sign_in"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(default="", server_default="")
    second_step: Mapped[str | None]


class SignInAttempt(Base):
    """One failed try to sign in or set up, counted for its e-mail and for its address; both as keyed digests."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_email", "email_digest", "at"),
        Index("ix_sign_in_attempt_address", "address_digest", "at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email_digest: Mapped[str] = mapped_column(String(64))
    address_digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class RequestCount(Base):
    """How many requests for pages that open without signing in came from one address within one stretch of time.

    The address is a keyed digest. `what` says which pages are counted together, `began_at` when the stretch began.
    """

    __tablename__ = "request_count"
    __table_args__ = (Index("ix_request_count_began_at", "began_at"),)

    address_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    began_at: Mapped[datetime] = mapped_column(primary_key=True)
    number: Mapped[int]


class OnceKey(ServiceOwned, Base):
    """A create form that has been carried out: sending it again leads to what it made, and makes nothing new."""

    audited = False
    __tablename__ = "once_key"
    __table_args__ = (UniqueConstraint("service_id", "account_id", "key"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str] = mapped_column(String(64))
    location: Mapped[str]
    made_at: Mapped[datetime]


class KeptForm(Base):
    """What was typed into a form when the sign-in had run out, kept until the same person has signed in again."""

    __tablename__ = "kept_form"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    path: Mapped[str]
    fields: Mapped[list[list[str]]] = mapped_column(db.JSON)
    kept_at: Mapped[datetime]
