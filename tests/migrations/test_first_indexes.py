"""Claims of the migrations about indexes (DB-2)."""

from __future__ import annotations

import pytest

from strive.accounts import store as accounts
from strive.content import store as content
from strive.media import store as media
from strive.platform import outbox
from strive.platform.cdn import store as cdn
from strive.platform.database import create_indexes

DECLARED = {
    **accounts.INDEXES,
    **cdn.INDEXES,
    **content.INDEXES,
    **media.INDEXES,
    **outbox.INDEXES,
}


@pytest.mark.parametrize("collection", DECLARED)
async def test_the_migrations_make_every_index_a_store_declares(database, collection):
    indexes = database.raw[collection].index_information
    migrated = await indexes()
    await create_indexes(database.raw, {collection: DECLARED[collection]})
    assert await indexes() == migrated, "left alone where it exists alike, refused where not"
