"""What keeps a load test from being made."""

from __future__ import annotations

from strive.platform.errors import Forbidden, Invalid, StriveError


class NotYours(Forbidden):
    """The address belongs to somebody who was not asked."""

    code = "not_yours"


class NoSite(StriveError):
    """No site answers there, or not as one does."""

    code = "no_site"


class NoGenerator(StriveError):
    """The program that makes the load is missing, or failed."""

    code = "no_generator"


class TooFewFiles(Invalid):
    """The machine does not let a process hold so many connections."""

    code = "too_few_files"
