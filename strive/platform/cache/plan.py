"""How long what may be kept, by whom: one line for each kind of answer (CA-1, CDN-1).

`s-maxage` is for caches that readers share (this one, a CDN), `max-age` for the reader's own. A
change is purged from the shared ones; a reader's own asks again, and is told with 304 when nothing
changed. Nothing that is for one person is `public`.
"""

from __future__ import annotations

from typing import Final

PAGE: Final = "public, max-age=0, s-maxage=3600, stale-while-revalidate=86400"
API: Final = "public, s-maxage=300, stale-while-revalidate=86400"
FEED: Final = "public, max-age=300, s-maxage=900, stale-while-revalidate=86400"
SEARCH: Final = "public, max-age=60, s-maxage=300"
REDIRECT: Final = "public, max-age=300, s-maxage=3600"
MISSING: Final = "public, max-age=0, s-maxage=60"
STYLE: Final = "public, max-age=86400, s-maxage=604800"
ASSET: Final = "public, max-age=31536000, immutable"
"""For addresses that name their content: static files by hash, media, never another."""

PRIVATE: Final = "private, no-store"
ERROR: Final = "no-store"
LIVE: Final = "no-store"
"""For what is true only now: health, limits."""
