"""The small pictures: the mark of the publication, and the seals of its desks."""

from __future__ import annotations

from strive.content.sample.artwork.canvas import Canvas
from strive.content.sample.artwork.motifs import tiles


def seal(canvas: Canvas) -> None:
    """Four tiles, for an author without a face."""
    tiles(canvas, rows=2)


def mark(canvas: Canvas) -> None:
    """A paragraph: two whole lines and a short last one."""
    side, palette = canvas.width, canvas.palette
    canvas.ground(palette.hues[0])
    for level, end in ((0.3, 0.76), (0.5, 0.76), (0.7, 0.52)):
        path = f"M{side * 0.24:.0f} {side * level:.0f}H{side * end:.0f}"
        canvas.line(path, palette.paper, side * 0.08)
