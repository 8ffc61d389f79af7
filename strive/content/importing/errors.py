"""What can be wrong with a file that somebody wants to import; nothing else leaves a parser."""

from __future__ import annotations

from strive.platform.errors import Invalid


class BadExport(Invalid):
    """The file cannot be imported; the message says why and, where possible, what to do."""

    code = "bad_export"


class NotThisFormat(BadExport):
    """The file is something else than it was said to be."""


class BrokenExport(BadExport):
    """The file is of the right kind but ends early or is damaged."""


class UnsafeArchive(BadExport):
    """The archive holds paths, links or amounts of data that no honest export holds."""


class PartTooLarge(BadExport):
    """One field or one item is larger than any post can be."""
