"""An entry of the audit log as it is kept; pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct, field


class Action(StrEnum):
    """What was done, or tried in vain; named subject first."""

    SIGNED_IN = "session.started"
    SIGN_IN_FAILED = "session.refused"
    SIGNED_OUT = "session.ended"
    SESSIONS_ENDED = "sessions.ended"
    REGISTERED = "user.registered"
    VERIFIED = "user.verified"
    CREATED = "user.created"
    RENAMED = "user.changed"
    ROLE_CHANGED = "user.role-changed"
    DISABLED = "user.disabled"
    ENABLED = "user.enabled"
    EMAIL_CHANGED = "user.email-changed"
    PASSWORD_CHANGED = "user.password-changed"  # noqa: S105 - the name of an action
    PASSWORD_RESET_ASKED = "user.reset-asked"  # noqa: S105 - same
    FACTOR_ADDED = "factor.added"
    FACTOR_REMOVED = "factor.removed"
    RECOVERY_USED = "factor.recovery-used"
    IDENTITY_LINKED = "identity.linked"
    IDENTITY_UNLINKED = "identity.unlinked"
    TOKEN_CREATED = "token.created"  # noqa: S105 - same
    TOKEN_REVOKED = "token.revoked"  # noqa: S105 - same
    DENIED = "request.denied"
    BLOCKED = "address.blocked"
    EXPORTED = "data.exported"
    ERASED = "data.erased"
    CONSENTED = "consent.given"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    SETTINGS_CHANGED = "settings.changed"
    CONTENT_CHANGED = "content.changed"


class Entry(Struct, frozen=True, rename="camel", kw_only=True):
    """Who did what to what, when and from where.

    Attributes:
        id: Of the entry.
        at: When, in UTC.
        action: What was done.
        by: The id of the user who did it, "" for nobody known or a program.
        by_name: As they were called, or the name of the token.
        target: What it was done to, as `kind:id`, "" for nothing in particular.
        details: What else is to be known; never a secret.
        address: From where, cut off so far that it names no person.
        request: The id of the request, as in the logs.
    """

    id: str = field(name="_id")
    at: datetime
    action: Action
    by: str = ""
    by_name: str = ""
    target: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    address: str = ""
    request: str = ""
