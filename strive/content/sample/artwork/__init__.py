"""The pictures of the sample publication, drawn anew on each machine and always the same."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import pyvips

from strive.content.sample.artwork import marks, motifs, strokes
from strive.content.sample.artwork.canvas import Canvas, Palette
from strive.content.sample.artwork.palettes import (
    CLAY,
    DUSK,
    GLACIER,
    HARBOUR,
    MEADOW,
    ORCHID,
    RUBRIC,
)

_THREADS: Final = 4
_SAVE: Final = {
    ".webp": {"Q": 82, "effort": 2},
    ".png": {"palette": True, "compression": 9},
}


@dataclass(frozen=True, slots=True)
class Plate:
    """One picture: what is drawn, in which colours, how large in pixels."""

    motif: Callable[[Canvas], None]
    palette: Palette
    width: int = 1600
    height: int = 900


PLATES: Final = {
    "a-page-is-a-promise.webp": Plate(motifs.hills, DUSK),
    "the-quiet-power-of-caching.webp": Plate(motifs.scales, CLAY),
    "set-in-whatever-you-have.webp": Plate(motifs.tiles, RUBRIC),
    "a-letter-that-wants-to-arrive.webp": Plate(strokes.letters, GLACIER),
    "counting-without-following.webp": Plate(strokes.contours, MEADOW),
    "the-first-hundred-kilobytes.webp": Plate(motifs.towers, HARBOUR),
    "edit-the-ending-first.webp": Plate(strokes.currents, ORCHID),
    "addresses-that-last.webp": Plate(strokes.waves, HARBOUR),
    "the-feed-is-not-dead.webp": Plate(strokes.ridges, RUBRIC),
    "words-for-pictures.webp": Plate(motifs.folds, GLACIER),
    "one-computer-is-a-lot.webp": Plate(motifs.towers, ORCHID),
    "dark-mode-is-a-second-edition.webp": Plate(motifs.hills, GLACIER),
    "numbers-you-can-explain.webp": Plate(strokes.currents, MEADOW),
    "everything-you-can-write.webp": Plate(motifs.tiles, DUSK),
    "a-wall-of-tiles.webp": Plate(motifs.tiles, HARBOUR, 1200, 800),
    "social.png": Plate(motifs.tiles, RUBRIC, 1200, 630),
    "icon.png": Plate(marks.mark, RUBRIC, 512, 512),
    "strive-team.webp": Plate(marks.seal, RUBRIC, 400, 400),
    "editorial-desk.webp": Plate(marks.seal, ORCHID, 400, 400),
    "engineering-desk.webp": Plate(marks.seal, HARBOUR, 400, 400),
}


def draw(name: str) -> bytes:
    """Return a picture of `PLATES` as a file of the kind its name ends in."""
    plate = PLATES[name]
    chance = Random(name)  # noqa: S311  # for beauty, not for secrets
    canvas = Canvas(plate.width, plate.height, plate.palette, chance)
    plate.motif(canvas)
    drawing = pyvips.Image.svgload_buffer(canvas.svg().encode()).flatten()
    suffix = Path(name).suffix
    picture: bytes = drawing.write_to_buffer(suffix, keep="none", **_SAVE[suffix])
    return picture


def write(folder: Path) -> None:
    """Draw all pictures into a folder, several at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(_THREADS) as pool:
        for name, picture in zip(PLATES, pool.map(draw, PLATES), strict=True):
            (folder / name).write_bytes(picture)
