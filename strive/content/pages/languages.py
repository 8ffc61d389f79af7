"""What a page must know of its language; pure."""

from __future__ import annotations

from typing import Final

_RIGHT_TO_LEFT: Final = frozenset(
    ("ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "ug", "ur", "yi"),
)
_RIGHT_TO_LEFT_SCRIPTS: Final = frozenset(("adlm", "arab", "hebr", "nkoo", "syrc", "thaa"))


def direction_of(language: str) -> str:
    """Return "rtl" or "ltr" for a language tag (BCP 47); a script in the tag decides."""
    primary, *rest = language.lower().replace("_", "-").split("-")
    scripts = [part for part in rest if len(part) == 4 and part.isalpha()]  # noqa: PLR2004 - BCP 47: scripts have four letters
    if scripts:
        return "rtl" if scripts[0] in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if primary in _RIGHT_TO_LEFT else "ltr"
