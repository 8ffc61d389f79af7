"""What all compositions are drawn with: a sheet, its colours, and chance that repeats itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Palette:
    """A ground, a dark, and the colours between them, in the order they look best in."""

    paper: str
    ink: str
    hues: tuple[str, ...]


@dataclass(slots=True)
class Canvas:
    """A sheet of `width` by `height` on which SVG shapes are put one over the other."""

    width: int
    height: int
    palette: Palette
    chance: Random
    shapes: list[str] = field(default_factory=list)

    def ground(self, fill: str) -> None:
        """Paint the whole sheet."""
        self.box(0, 0, self.width, self.height, fill)

    def box(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """Paint an upright rectangle."""
        place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
        self.shapes.append(f'<rect {place} fill="{fill}"/>')

    def disc(self, x: float, y: float, radius: float, fill: str) -> None:
        """Paint a disc."""
        self.shapes.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{fill}"/>')

    def ring(self, x: float, y: float, radius: float, stroke: str, weight: float) -> None:
        """Draw a circle."""
        style = f'fill="none" stroke="{stroke}" stroke-width="{weight:.1f}"'
        self.shapes.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" {style}/>')

    def shape(self, path: str, fill: str, opacity: float = 1) -> None:
        """Paint the inside of a path."""
        self.shapes.append(f'<path d="{path}" fill="{fill}" opacity="{opacity:.2f}"/>')

    def line(self, path: str, stroke: str, weight: float, opacity: float = 1) -> None:
        """Draw along a path, with round ends."""
        style = f'stroke="{stroke}" stroke-width="{weight:.1f}" opacity="{opacity:.2f}"'
        ends = 'stroke-linecap="round" stroke-linejoin="round"'
        self.shapes.append(f'<path d="{path}" fill="none" {style} {ends}/>')

    def svg(self) -> str:
        """Return the drawing."""
        size = f'width="{self.width}" height="{self.height}"'
        box = f'viewBox="0 0 {self.width} {self.height}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box}>'
        return f"{head}{''.join(self.shapes)}</svg>"


def polygon(points: Sequence[Point]) -> str:
    """Return the path of straight lines through points, closed."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def smooth(points: Sequence[Point]) -> str:
    """Return the path of a soft curve through points (Catmull-Rom, as cubic Béziers)."""
    path = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    padded = [points[0], *points, points[-1]]
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        numbers = (*first, *second, *end)
        path.append("C" + " ".join(f"{number:.1f}" for number in numbers))
    return "".join(path)


class Swell:
    """A slow one-dimensional wave: three sines of random length and phase, within -1 and 1."""

    def __init__(self, chance: Random, length: float) -> None:
        self._parts = [
            (strength, length / divisor * chance.uniform(0.8, 1.2), chance.uniform(0, math.tau))
            for strength, divisor in ((0.6, 1), (0.28, 2.3), (0.12, 4.7))
        ]

    def at(self, x: float) -> float:
        """Return the height of the wave at a place."""
        return sum(
            strength * math.sin(x / length * math.tau + phase)
            for strength, length, phase in self._parts
        )
