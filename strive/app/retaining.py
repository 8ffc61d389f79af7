"""What is past its time, removed from every store that does not do so by itself."""

from __future__ import annotations

from strive.accounts.store.unclaimed import removing_unclaimed
from strive.app.privacy import register_of
from strive.kit.clock import Clock
from strive.platform.database import Database
from strive.platform.leases import Leases
from strive.platform.mail.clearing import clearing
from strive.platform.mail.reaching import STORE as LETTERS
from strive.platform.privacy.retention import Retention, sweeps_of
from strive.settings import Settings


def open_retention(
    settings: Settings, database: Database, leases: Leases, clock: Clock
) -> Retention:
    """Wire the job to every store that the register leaves to it."""
    hands = {"users": removing_unclaimed(database), LETTERS: clearing(settings.mail.folder)}
    sweeps = sweeps_of(register_of(settings), database, hands)
    return Retention(database, leases, clock, sweeps)
