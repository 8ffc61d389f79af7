"""What the stores of media hold about people."""

from __future__ import annotations

from typing import Final

from strive.platform.privacy import (
    Basis,
    Beyond,
    Declared,
    Holding,
    Where,
    Whose,
)

HOLDINGS: Final[tuple[Declared, ...]] = (
    Holding(
        Where.COLLECTION,
        "assets",
        data="names and descriptions of uploaded files, which may name people; not who uploaded",
        why="to show the files",
        basis=Basis.INTERESTS,
        kept="as long as the publication keeps the file",
        whose=Whose.MAKERS,
        reach=Beyond("a file does not tell who is in it, and nobody is noted as who uploaded it"),
    ),
    Holding(
        Where.STORAGE,
        "media/*",
        data="uploaded files, which may show people",
        why="to show the files",
        basis=Basis.INTERESTS,
        kept="as long as the publication keeps the file",
        whose=Whose.MAKERS,
        reach=Beyond("same"),
    ),
)
