"""The cache: one engine, two faces.

`PageCache` is a shared HTTP cache as ASGI middleware.
"""

from __future__ import annotations

from strive.platform.cache.page_cache import PageCache
from strive.platform.cache.policy import Policy

__all__ = ["PageCache", "Policy"]
