"""Everything the application holds about one person, within reach of export and erasure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from strive.accounts.opening import Accounts
from strive.accounts.privacy import DataRights, Erasures, Exports, People
from strive.accounts.reaching import account_reaches
from strive.content import Content
from strive.content.reaching import content_reaches
from strive.content.studio.presence import Presence
from strive.kit.clock import Clock
from strive.media.portraits import Portraits
from strive.platform.cache import Caches
from strive.platform.database import Database
from strive.platform.mail import Mail
from strive.platform.mail.reaching import mail_reach
from strive.platform.outbox import Outbox
from strive.platform.outbox.reaching import outbox_reach
from strive.platform.privacy import Fields, OwnReach, Reach, Register, reach_fields
from strive.platform.storage import Storage
from strive.platform.valkey import Valkey


def open_data_rights(  # noqa: PLR0913 - what is held, and by whom
    database: Database,
    valkey: Valkey,
    outbox: Outbox,
    clock: Clock,
    *,
    accounts: Accounts,
    content: Content,
    caches: Caches,
    mail: Mail,
    mail_folder: Path,
    storage: Storage,
    register: Register,
    base_url: str,
) -> DataRights:
    """Wire export and erasure to every store."""
    own = [
        *account_reaches(database, accounts.sessions),
        *content_reaches(
            database,
            content.taxonomy,
            Presence(valkey, clock, database.name),
            caches.delete_shared,
        ),
        outbox_reach(database),
        mail_reach(mail_folder),
        Portraits(storage).reach(),
    ]
    reaches = list(reaches_of(register, database, own))
    people = People(database)
    return DataRights(
        people=people,
        exports=Exports(
            register, reaches, people=people, audit=accounts.audit, clock=clock, site=base_url
        ),
        erasures=Erasures(
            database,
            outbox,
            clock,
            sessions=accounts.sessions,
            audit=accounts.audit,
            mail=mail,
            reaches=reaches,
            base_url=base_url,
        ),
    )


def reaches_of(register: Register, database: Database, own: Sequence[Reach]) -> Iterator[Reach]:
    """Yield the reach of every store that is within reach, in the order of the register.

    Raises:
        KeyError: A store says that its feature gives its reach, which does not.
    """
    given = {reach.store: reach for reach in own}
    for holding in register.holdings:
        match holding.reach:
            case Fields() as fields:
                yield reach_fields(database, holding.name, fields)
            case OwnReach():
                yield given[holding.name]
