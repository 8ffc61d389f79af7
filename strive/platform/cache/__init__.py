"""The cache: one engine, two faces.

`PageCache` is a shared HTTP cache as ASGI middleware; `DataCache.get_or_set` keeps values by key.
Both keep things in the process first and in Valkey second, and hear of purges by tags through the
same `SharedPurging`.
"""

from __future__ import annotations

from strive.platform.cache import lifetimes
from strive.platform.cache.bus import SharedPurging
from strive.platform.cache.data import DataCache
from strive.platform.cache.details import grant_details
from strive.platform.cache.opening import Caches, open_caches
from strive.platform.cache.page_cache import PageCache
from strive.platform.cache.policy import Policy
from strive.platform.cache.purges import ALL
from strive.platform.cache.purging import LocalPurging, NotHeard, Purging
from strive.platform.cache.release import release_of
from strive.platform.cache.second_level import ValkeyPages
from strive.platform.cache.tagging import ANY, CacheGroups, note

__all__ = [
    "ALL",
    "ANY",
    "CacheGroups",
    "Caches",
    "DataCache",
    "LocalPurging",
    "NotHeard",
    "PageCache",
    "Policy",
    "Purging",
    "SharedPurging",
    "ValkeyPages",
    "grant_details",
    "lifetimes",
    "note",
    "open_caches",
    "release_of",
]
