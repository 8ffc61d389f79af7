"""What a demo holds: its people are made up."""

from __future__ import annotations

from typing import Final

from strive.platform.privacy import Declared, NotPersonal, Where

HOLDINGS: Final[tuple[Declared, ...]] = (
    NotPersonal(Where.COLLECTION, "demo", "how far the demo is loaded"),
    NotPersonal(
        Where.COLLECTION, "newsletter_subscribers", "so far only subscribers a demo made up"
    ),
    NotPersonal(Where.COLLECTION, "analytics_*", "so far only visits a demo made up"),
)
