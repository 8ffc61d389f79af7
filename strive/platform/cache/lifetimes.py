"""How long things are kept: the seed's lifetimes, each in one place, in seconds.

CA-3 is the application cache, CA-4 what is read from the database, CA-6 the tiers to choose from
for what has no line of its own. Whatever changes is purged at once all the same; a lifetime says
how long something may be wrong when nobody said that it changed.
"""

from __future__ import annotations

from typing import Final

MINUTE: Final = 60.0
HOUR: Final = 60 * MINUTE

# CA-3: the application cache
SESSION: Final = 24 * HOUR
BLOG: Final = 1 * HOUR
ANALYTICS: Final = 5 * MINUTE
USER: Final = 30 * MINUTE

# CA-4: what is read from the database
POSTS: Final = 1 * HOUR
CATEGORIES: Final = 2 * HOUR
USERS: Final = 30 * MINUTE

# CA-6: tiers
HOT: Final = 1 * HOUR
WARM: Final = 6 * HOUR
COLD: Final = 24 * HOUR

ABSENT: Final = 1 * MINUTE
"""How long it is remembered that something is not there."""
