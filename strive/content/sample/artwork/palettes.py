"""The colours of the sample publication: each set has a ground, a dark, and four between."""

from __future__ import annotations

from typing import Final

from strive.content.sample.artwork.canvas import Palette

RUBRIC: Final = Palette("#f6f1e7", "#1d1d24", ("#c8372b", "#e8b04a", "#7d8f8a", "#34495e"))
DUSK: Final = Palette("#f7e3d1", "#231f3d", ("#f2a65a", "#e2725b", "#b14a6f", "#66407a"))
HARBOUR: Final = Palette("#eef1ec", "#12303f", ("#f0a64c", "#8fc4bb", "#3f8a94", "#1f5a70"))
MEADOW: Final = Palette("#f5efdd", "#20392e", ("#e3b23c", "#a9b665", "#5f8f63", "#d9653b"))
GLACIER: Final = Palette("#edf3f7", "#16263f", ("#e76f51", "#a9cfe0", "#5b93b5", "#2d5680"))
ORCHID: Final = Palette("#f8eeee", "#321a38", ("#f0b67f", "#e07a93", "#a6528c", "#5e3370"))
CLAY: Final = Palette("#f5e9dc", "#3a1f1a", ("#e0a458", "#c8623c", "#8d9b82", "#7c3a2d"))
