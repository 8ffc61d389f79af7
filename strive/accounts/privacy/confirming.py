"""What cannot be undone is done for nobody by mistake: whose it is has to be typed."""

from __future__ import annotations

from strive.accounts.user import normalized_email
from strive.platform.errors import Invalid
from strive.platform.privacy import Person


class NotConfirmed(Invalid):
    """The address that was typed is not that of whom it is about."""

    code = "not_confirmed"


def require_typed(person: Person, typed: str) -> None:
    """Pass if an address is somebody's, in whatever spelling; raises `NotConfirmed`."""
    try:
        is_theirs = normalized_email(typed) == person.email
    except Invalid:
        is_theirs = False
    if not is_theirs:
        raise NotConfirmed("This is not the address of the account: nothing was erased.")
