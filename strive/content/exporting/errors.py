"""What can keep an export from being written."""

from __future__ import annotations

from strive.platform.errors import Invalid


class CannotExport(Invalid):
    """The place cannot take the export; the message says why."""

    code = "cannot_export"
