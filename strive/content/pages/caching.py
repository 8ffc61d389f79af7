"""How long what may be kept, by whom: one line for each kind of answer of the public site."""

from __future__ import annotations

from typing import Final

PAGE: Final = "public, max-age=0, s-maxage=3600, stale-while-revalidate=86400"
FEED: Final = "public, max-age=300, s-maxage=900, stale-while-revalidate=86400"
SEARCH: Final = "public, max-age=60, s-maxage=300"
REDIRECT: Final = "public, max-age=300, s-maxage=3600"
NOT_FOUND: Final = "public, max-age=0, s-maxage=60"
STYLE: Final = "public, max-age=86400, s-maxage=604800"
PRIVATE: Final = "private, no-store"
