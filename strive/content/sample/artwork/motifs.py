"""Compositions made of areas: hills, tiles, suns, sheets of paper, towers."""

from __future__ import annotations

import math

from strive.content.sample.artwork.canvas import Canvas, Point, Swell, polygon, smooth


def hills(canvas: Canvas) -> None:
    """Ranges of hills before a low sun, each nearer one darker."""
    width, height, chance = canvas.width, canvas.height, canvas.chance
    palette = canvas.palette
    canvas.ground(palette.paper)
    sun_x, sun_y = width * chance.uniform(0.58, 0.78), height * chance.uniform(0.3, 0.4)
    canvas.disc(sun_x, sun_y, height * 0.2, palette.hues[0])
    layers = [*palette.hues[1:], palette.ink]
    for number, hue in enumerate(layers):
        share = (number + 1) / len(layers)
        swell = Swell(chance, width * chance.uniform(0.7, 1.1) * (1.3 - share / 2))
        level, lift = height * (0.36 + 0.5 * share), height * (0.14 - 0.05 * share)
        ridge = [(x, level + lift * swell.at(x)) for x in range(-80, width + 81, 80)]
        canvas.shape(f"{smooth(ridge)}V{height}H-80Z", hue)


def tiles(canvas: Canvas, rows: int = 5) -> None:
    """A wall of tiles, each a quarter disc, a half disc, a leaf or a plain square."""
    chance, palette = canvas.chance, canvas.palette
    canvas.ground(palette.paper)
    side = canvas.height / rows
    colours = [palette.paper, *palette.hues, palette.ink]
    for row in range(rows):
        for column in range(math.ceil(canvas.width / side)):
            back, front = chance.sample(colours, 2)
            x, y = column * side, row * side
            canvas.box(x, y, side + 0.5, side + 0.5, back)
            kind = chance.choice(("quarter", "quarter", "half", "leaf", "dot", "plain"))
            _tile(canvas, kind, (x, y), side, front)


def _tile(canvas: Canvas, kind: str, corner: Point, side: float, fill: str) -> None:
    """Put one figure into a tile, turned by chance."""
    x, y = corner
    turn = canvas.chance.randrange(4)
    right, down = turn % 2, turn // 2
    start = (x + side * right, y + side * down)
    end = (x + side * (1 - right), y + side * (1 - down))
    sweep = 1 if right == down else 0
    near = (start[0], end[1])
    if kind == "quarter":
        arc = f"A{side:.1f} {side:.1f} 0 0 {sweep} {end[0]:.1f} {start[1]:.1f}"
        canvas.shape(f"M{near[0]:.1f} {near[1]:.1f}{arc}L{start[0]:.1f} {start[1]:.1f}Z", fill)
    elif kind == "leaf":
        arcs = (f"A{side:.1f} {side:.1f} 0 0 1 {to[0]:.1f} {to[1]:.1f}" for to in (end, start))
        canvas.shape(f"M{start[0]:.1f} {start[1]:.1f}{''.join(arcs)}Z", fill)
    elif kind == "half":
        radius, level = side / 2, y + side * down
        arc = f"A{radius:.1f} {radius:.1f} 0 0 {down} {x + side:.1f} {level:.1f}"
        canvas.shape(f"M{x:.1f} {level:.1f}{arc}Z", fill)
    elif kind == "dot":
        canvas.disc(x + side / 2, y + side / 2, side * 0.26, fill)


def scales(canvas: Canvas) -> None:
    """Overlapping scales of rings, row below row, as on old textiles."""
    width, height, chance, palette = canvas.width, canvas.height, canvas.chance, canvas.palette
    canvas.ground(palette.ink)
    radius = width / 10
    hues = [*palette.hues, palette.ink]
    for row in range(math.ceil(height / radius * 2) + 3):
        y = radius * (row * 0.5 - 0.25)
        for column in range(-1, 6):
            x = radius * (2 * column + 1 + row % 2)
            start = chance.randrange(len(hues))
            for ring in range(4):
                colour = palette.paper if ring % 2 else hues[(start + ring) % len(hues)]
                canvas.disc(x, y, radius * (1 - ring * 0.25), colour)


def folds(canvas: Canvas) -> None:
    """A sheet folded into triangles, each catching another light."""
    chance, palette = canvas.chance, canvas.palette
    columns, rows = 8, 5
    grid = [
        [_knot(canvas, column, row, columns, rows) for column in range(columns + 1)]
        for row in range(rows + 1)
    ]
    hues = [palette.paper, *palette.hues, palette.ink]
    canvas.ground(palette.paper)
    for row in range(rows):
        for column in range(columns):
            a, b = grid[row][column], grid[row][column + 1]
            c, d = grid[row + 1][column], grid[row + 1][column + 1]
            halves = ((a, b, c), (b, d, c)) if (row + column) % 2 else ((a, b, d), (a, d, c))
            for half in halves:
                depth = (column / columns + row / rows) / 2 + chance.uniform(-0.2, 0.2)
                hue = hues[min(len(hues) - 1, max(0, int(depth * len(hues))))]
                canvas.shape(polygon(half), hue)
                canvas.line(polygon(half), hue, 1)  # so that no seam shines through
                canvas.shape(polygon(half), palette.ink, chance.uniform(0, 0.16))


def _knot(canvas: Canvas, column: int, row: int, columns: int, rows: int) -> Point:
    """Return a crossing of the grid, moved a little unless it is at the edge."""
    x, y = canvas.width * column / columns, canvas.height * row / rows
    if 0 < column < columns:
        x += canvas.chance.uniform(-0.28, 0.28) * canvas.width / columns
    if 0 < row < rows:
        y += canvas.chance.uniform(-0.28, 0.28) * canvas.height / rows
    return x, y


def towers(canvas: Canvas) -> None:
    """Columns of uneven height with rounded heads, like a chart that means nothing."""
    width, height, chance, palette = canvas.width, canvas.height, canvas.chance, canvas.palette
    canvas.ground(palette.paper)
    count = 13
    step = width / count
    swell = Swell(chance, width)
    for number in range(count):
        x, bar = step * number + step * 0.14, step * 0.72
        tall = height * (0.48 + 0.3 * swell.at(x) + chance.uniform(-0.07, 0.07))
        hues = chance.sample([*palette.hues, palette.ink], 3)
        radius = bar / 2
        head = f"A{radius:.1f} {radius:.1f} 0 0 1 {x + bar:.1f} {height - tall:.1f}"
        canvas.shape(f"M{x:.1f} {height}V{height - tall:.1f}{head}V{height}Z", hues[0])
        cut = tall * chance.uniform(0.25, 0.6)
        canvas.box(x, height - cut, bar, cut, hues[1])
        canvas.disc(x + radius, height - tall - bar * 1.1, radius * 0.36, hues[2])
