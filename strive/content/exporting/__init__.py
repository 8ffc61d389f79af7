"""Everything of a publication, written so that it can be read elsewhere, and here again."""

from __future__ import annotations

from strive.content.exporting.archive import export_archive
from strive.content.exporting.markdown import export_markdown

__all__ = ["export_archive", "export_markdown"]
