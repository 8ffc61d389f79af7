"""What media refuses, by name."""

from __future__ import annotations

from strive.platform.errors import Invalid, TooLarge


class MediaRefused(Invalid):
    """The file is of no kind that is kept, is broken, or is not what its name says."""

    code = "media_refused"


class MediaTooLarge(TooLarge):
    """The file has more bytes, pixels or frames than are accepted."""

    code = "media_too_large"
