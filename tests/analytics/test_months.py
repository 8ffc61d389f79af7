"""Claims about the monthly collections of events (DB-5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from strive.analytics.months import INDEXES, collection_of, create_month

EAST = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("moment", "name"),
    [
        (datetime(2026, 3, 1, tzinfo=UTC), "analytics_2026-03"),
        (datetime(2026, 2, 28, 23, 59, 59, 999999, tzinfo=UTC), "analytics_2026-02"),
        (datetime(2026, 3, 1, 8, tzinfo=EAST), "analytics_2026-02"),
    ],
)
def test_an_event_is_in_the_month_it_has_in_utc(moment, name):
    assert collection_of(moment) == name


async def test_a_month_is_created_with_its_indexes_once(database):
    for _ in range(2):
        await create_month(database.raw, datetime(2026, 3, 1, tzinfo=UTC))
    indexes = await database.raw["analytics_2026-03"].index_information()
    assert set(indexes) == {"_id_", *(index.index_name for index in INDEXES)}
