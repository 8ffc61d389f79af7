"""What the stores of media hold about people."""

from __future__ import annotations

from typing import Final

from strive.platform.privacy import (
    Basis,
    Beyond,
    Declared,
    Holding,
    OwnReach,
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
    Holding(
        Where.STORAGE,
        "people/*",
        data="the picture somebody has of themselves, cut small, without what a camera noted",
        why="to show it beside their name",
        basis=Basis.CONTRACT,
        kept="until it is removed, or the account is",
        reach=OwnReach(),
    ),
)
