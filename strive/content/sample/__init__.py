"""The sample publication: what a new site shows until somebody writes on it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from strive.content.sample import artwork

NAME: Final = "sample"  # as its import is named
SYSTEM: Final = f"markdown:{NAME}"  # where its posts, authors and categories say they are from
PUBLICATION: Final = Path(__file__).with_name("publication")


def write(folder: Path) -> None:
    """Write the publication as a folder for the Markdown importer, with its pictures drawn.

    Args:
        folder: Where to; made when missing, and files of the same name are replaced.
    """
    shutil.copytree(PUBLICATION, folder, dirs_exist_ok=True)
    artwork.write(folder / "static" / "images")
