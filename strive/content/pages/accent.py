"""The accent colour of a site, made readable on light and dark paper; pure.

The strict content security policy allows no inline style, so the colour comes as a style sheet of
its own, whose address holds the colour.
"""

from __future__ import annotations

import re
from typing import Final

CONTRAST_MIN: Final = 4.6  # WCAG 2.2, 1.4.3 asks for 4.5; rounding to bytes may cost a little
_LIGHT_GROUND: Final = (0xF3, 0xF3, 0xF0)  # --tint of site.css, the less forgiving ground
_DARK_GROUND: Final = (0x1E, 0x20, 0x23)
_STEPS: Final = 64
_HEX = re.compile(r"#?([0-9a-fA-F]{6})")

Colour = tuple[int, int, int]


def accent_of(text: str) -> Colour | None:
    """Read a colour written as `#rrggbb`; None for anything else."""
    match = _HEX.fullmatch(text)
    return None if match is None else _colour(match[1])


def href_of(text: str) -> str:
    """Return the address of the style sheet for an accent colour, "" when none is set."""
    colour = accent_of(text)
    return "" if colour is None else f"/theme/accent-{_hex(colour)}.css"


def style_sheet(colour: Colour) -> str:
    """Return the rules that set the accent, as near to the colour as contrast permits."""
    light, dark = on_both_grounds(colour)
    return (
        f":root{{--accent:{light}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}\n"
    )


def on_both_grounds(colour: Colour) -> tuple[str, str]:
    """Return an accent as `#rrggbb` on light and on dark paper."""
    light = _readable(colour, _LIGHT_GROUND, (0, 0, 0))
    dark = _readable(colour, _DARK_GROUND, (255, 255, 255))
    return f"#{_hex(light)}", f"#{_hex(dark)}"


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _readable(colour: Colour, ground: Colour, towards: Colour) -> Colour:
    """Mix a colour with black or white, no more than it takes to be read on a ground."""
    for step in range(_STEPS + 1):
        mixed = _mix(colour, towards, step / _STEPS)
        if contrast(mixed, ground) >= CONTRAST_MIN:
            return mixed
    return towards


def _mix(colour: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def _luminance(colour: Colour) -> float:
    red, green, blue = map(_linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(byte: int) -> float:
    part = byte / 255
    if part <= 0.04045:  # noqa: PLR2004 - the formula of sRGB
        return part / 12.92
    return float(((part + 0.055) / 1.055) ** 2.4)


def _colour(digits: str) -> Colour:
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


def _hex(colour: Colour) -> str:
    return bytes(colour).hex()
