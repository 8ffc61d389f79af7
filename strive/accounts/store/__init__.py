"""Where accounts keep things: the only code of this feature that speaks to MongoDB."""

from __future__ import annotations

from typing import Final

from strive.accounts.store import (
    audit,
    challenges,
    consents,
    erasures,
    failures,
    identities,
    identity_flows,
    invitations,
    letters,
    links,
    passkeys,
    sessions,
    tokens,
    users,
)

INDEXES: Final = {
    **audit.INDEXES,
    **challenges.INDEXES,
    **consents.INDEXES,
    **erasures.INDEXES,
    **failures.INDEXES,
    **identities.INDEXES,
    **identity_flows.INDEXES,
    **invitations.INDEXES,
    **letters.INDEXES,
    **links.INDEXES,
    **passkeys.INDEXES,
    **sessions.INDEXES,
    **tokens.INDEXES,
    **users.INDEXES,
}
