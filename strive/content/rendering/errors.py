"""Why a body cannot be rendered."""

from __future__ import annotations

from strive.platform.errors import Invalid, TooLarge


class BodyInvalid(Invalid):
    """The body is not what its format says, or is built to be hard to read."""

    code = "body_invalid"


class BodyTooLarge(TooLarge):
    """The body is longer than a post may be."""

    code = "body_too_large"
