"""Compositions made of lines: contours, currents, threads, waves."""

from __future__ import annotations

import math

from strive.content.sample.artwork.canvas import Canvas, Point, Swell, polygon, smooth


def contours(canvas: Canvas) -> None:
    """A map of one hill, coloured by height, with its lines of equal height."""
    width, height, chance, palette = canvas.width, canvas.height, canvas.chance, canvas.palette
    canvas.ground(palette.paper)
    swell = Swell(chance, math.tau)
    centre = (width * chance.uniform(0.34, 0.42), height * chance.uniform(0.5, 0.6))
    rings = 17
    for ring in range(rings, 0, -1):
        outline = _blob(centre, height * 0.065 * ring, swell, 0.26)
        level = (rings - ring) * len(palette.hues) // rings
        canvas.shape(outline, palette.hues[level], 0.34)
        canvas.line(outline, palette.ink, 2 if ring % 4 else 4, 0.7)
    canvas.disc(*centre, 9, palette.ink)


def _blob(centre: Point, radius: float, swell: Swell, depth: float) -> str:
    """Return a closed curve around a centre, the same dents at every size."""
    points = []
    for step in range(49):
        angle = step * math.tau / 48
        dent = swell.at(angle) * (1 - step / 48) + swell.at(angle - math.tau) * (step / 48)
        reach = radius * (1 + depth * dent)
        points.append(
            (centre[0] + reach * 1.25 * math.cos(angle), centre[1] + reach * math.sin(angle))
        )
    return smooth(points) + "Z"


def currents(canvas: Canvas) -> None:
    """Ribbons that follow one slow current over the sheet."""
    width, height, chance, palette = canvas.width, canvas.height, canvas.chance, canvas.palette
    canvas.ground(palette.ink)
    tilt, swell = Swell(chance, width * 0.9), Swell(chance, height * 1.4)
    colours = [palette.paper, *palette.hues]
    for number in range(72):
        x, y = -60.0, chance.uniform(-0.35, 1.35) * height
        points = [(x, y)]
        for _ in range(30):
            angle = 0.55 * tilt.at(x) + 0.5 * swell.at(y)
            x, y = x + 60 * math.cos(angle), y + 60 * math.sin(angle)
            points.append((x, y))
        weight = chance.choice((3, 4, 6, 9, 14, 18))
        canvas.line(smooth(points), colours[number % len(colours)], weight, 0.9)


def ridges(canvas: Canvas) -> None:
    """Signals one below the other, quiet at the edges and lively in the middle."""
    width, height, chance, palette = canvas.width, canvas.height, canvas.chance, canvas.palette
    canvas.ground(palette.ink)
    rows, colours = 24, [palette.paper, palette.hues[1], palette.hues[0]]
    for row in range(rows):
        base = height * (0.24 + 0.66 * row / (rows - 1))
        fine, coarse = Swell(chance, width * 0.13), Swell(chance, width * 0.4)
        middle = width * chance.uniform(0.42, 0.58)
        points: list[Point] = []
        for x in range(int(width * 0.08), int(width * 0.92) + 1, 16):
            calm = math.exp(-(((x - middle) / (width * 0.17)) ** 2))
            lift = (1 + fine.at(x)) * 0.05 + (1 + coarse.at(x)) * 0.03
            points.append((x, base - height * calm * lift))
        path = smooth(points)
        canvas.shape(f"{path}V{base + 80:.1f}H{points[0][0]:.1f}Z", palette.ink)
        canvas.line(path, colours[row * len(colours) // rows], 3.2)


def waves(canvas: Canvas) -> None:
    """Rows of water, one over the other, with a disc going down among them."""
    width, height, chance, palette = canvas.width, canvas.height, canvas.chance, canvas.palette
    canvas.ground(palette.paper)
    canvas.disc(width * chance.uniform(0.28, 0.42), height * 0.44, height * 0.27, palette.hues[0])
    rows = 9
    hues = [*palette.hues[1:], palette.ink]
    for row in range(rows):
        level = height * (0.5 + 0.5 * row / rows)
        crest, shift = width / 10, chance.uniform(0, width / 10)
        path = [f"M{-crest - shift:.1f} {level:.1f}"]
        path += [f"q{crest / 2:.1f} {-height * 0.075:.1f} {crest:.1f} 0" for _ in range(13)]
        canvas.shape(f"{''.join(path)}V{height}H{-crest - shift:.1f}Z", hues[row % len(hues)])
        canvas.line("".join(path), palette.paper, 5)


def letters(canvas: Canvas) -> None:
    """Envelopes in rows, one of them of another colour."""
    palette, chance = canvas.palette, canvas.chance
    canvas.ground(palette.hues[0])
    columns, rows, gap = 6, 4, 34
    width = (canvas.width - gap * (columns + 1)) / columns
    height = (canvas.height - gap * (rows + 1)) / rows
    special = (chance.randrange(1, rows - 1), chance.randrange(1, columns - 1))
    for row in range(rows):
        for column in range(columns):
            x, y = gap + column * (width + gap), gap + row * (height + gap)
            paper = palette.hues[1] if (row, column) == special else palette.paper
            canvas.box(x, y, width, height, paper)
            flap = chance.uniform(0.5, 0.62)
            tip = (x + width / 2, y + height * flap)
            canvas.shape(polygon([(x, y), (x + width, y), tip]), palette.ink, 0.1)
            canvas.line(
                f"M{x:.1f} {y:.1f}L{tip[0]:.1f} {tip[1]:.1f}L{x + width:.1f} {y:.1f}",
                palette.ink,
                3,
            )
            _stamp(
                canvas, x + width * 0.86, y + height * 0.78, palette.hues[2 + (row + column) % 2]
            )


def _stamp(canvas: Canvas, x: float, y: float, hue: str) -> None:
    """Put a seal in the corner of an envelope."""
    canvas.disc(x, y, 13, hue)
