"""The publication that imports are tested with, to take out again."""

from __future__ import annotations

from tests.content.importing.conftest import bring, fixtures, folder, picture, target

__all__ = ["bring", "fixtures", "folder", "picture", "target"]
