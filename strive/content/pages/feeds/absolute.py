"""Addresses in rendered HTML made whole: a feed is read far from the site; pure.

The HTML is our renderer's, so it is well-formed and its attributes stand in double quotes.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin

_TAG: Final = re.compile(r'<[a-zA-Z](?:[^<>"]|"[^"]*")*>')
_REFERENCE: Final = re.compile(r'(\s(?:href|src|poster|cite)=")([^"]*)"')
_SRCSET: Final = re.compile(r'(\ssrcset=")([^"]*)"')


def absolute(html: str, url: str) -> str:
    """Return HTML with every reference resolved against the address it is read at."""

    def reference(match: re.Match[str]) -> str:
        return f'{match[1]}{_joined(url, match[2])}"'

    def candidates(match: re.Match[str]) -> str:
        parts = (candidate.strip().split(maxsplit=1) for candidate in match[2].split(", "))
        whole = (" ".join([_joined(url, part[0]), *part[1:]]) for part in parts if part)
        return f'{match[1]}{", ".join(whole)}"'

    def tag(match: re.Match[str]) -> str:
        return _SRCSET.sub(candidates, _REFERENCE.sub(reference, match[0]))

    return _TAG.sub(tag, html)


def _joined(url: str, reference: str) -> str:
    try:
        return urljoin(url, reference)
    except ValueError:  # a broken address of the author's, such as https://[half
        return reference
