"""Examples in the description of the API of accounts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from strive.accounts.api import shapes
from strive.accounts.role import Role

_EMAIL: Final = "reader@example.org"
_AT: Final = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
_TOKEN: Final = "kT3v…"  # noqa: S105 - an example
_PASSWORD: Final = "four quiet harbours"  # noqa: S105 - an example

REGISTRATION: Final = (
    shapes.RegistrationInput,
    shapes.RegistrationInput(email=_EMAIL, name="A Reader", password=_PASSWORD),
)
LOGIN: Final = (shapes.LoginInput, shapes.LoginInput(email=_EMAIL, password=_PASSWORD))
ADDRESS: Final = (shapes.AddressInput, shapes.AddressInput(email=_EMAIL))
VERIFICATION: Final = (
    shapes.VerifyInput,
    shapes.VerifyInput(token=_TOKEN, password=_PASSWORD),
)
RESET: Final = (shapes.ResetInput, shapes.ResetInput(token=_TOKEN, password=_PASSWORD))
MAGIC: Final = (shapes.MagicInput, shapes.MagicInput(email=_EMAIL))
CHANGES: Final = (shapes.MeChanges, shapes.MeChanges(name="A Reader"))
ASKED: Final = shapes.NextStep(message="If this can be done, a letter with a link is on its way.")
ENDED: Final = shapes.Ended(ended=1)
ME: Final = shapes.MeShape(
    id="0198f0c2a7c37d0e8a54b7f1",
    email=_EMAIL,
    name="A Reader",
    role=Role.MEMBER,
    avatar_url="/media/people/0198f0c2a7c37d0e8a54b7f1.webp?v=1f3870be",
    locale="en",
    created_at=_AT,
    has_second_factor=False,
    needs_second_factor=False,
)
SESSION: Final = shapes.SessionShape(
    id="0198f0c2a7c37d0e8a54b7f2",
    device="Firefox on Windows",
    address="192.0.2.0/24",
    created_at=_AT,
    last_seen_at=_AT,
    is_current=True,
)
