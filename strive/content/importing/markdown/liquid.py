"""Jekyll's Liquid tags in plain Markdown; pure."""

from __future__ import annotations

import re
from typing import Final

_RAW: Final = re.compile(r"\{%-?\s*raw\s*-?%\}(.{0,100000}?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_RULES: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"\{%-?\s*comment\s*-?%\}.{0,100000}?\{%-?\s*endcomment\s*-?%\}", re.DOTALL), ""),
    (
        re.compile(
            r"\{%-?\s*highlight\s+(\w[\w+#.-]*).{0,500}?%\}\n?(.{0,100000}?)\n?\{%-?\s*endhighlight\s*-?%\}",
            re.DOTALL,
        ),
        r"```\1\n\2\n```",
    ),
    (re.compile(r"\{\{\s*site\.(?:base)?url\s*\}\}"), ""),
    (re.compile(r"""\{\{\s*["']([^"']*)["']\s*\|\s*(?:relative|absolute)_url\s*\}\}"""), r"\1"),
    (re.compile(r"\{%-?\s*post_url\s+/?(\S+?)(?:\.(?:md|markdown))?\s*-?%\}"), r"/_posts/\1.md"),
    (re.compile(r"\{%-?\s*link\s+/?(\S+?)\s*-?%\}"), r"/\1"),
    (
        re.compile(r"""\{%-?\s*include\s+youtube\S*\s+\w+=["']?([\w-]{6,})["']?.{0,500}?%\}"""),
        r"\nhttps://www.youtube.com/watch?v=\1\n",
    ),
    (re.compile(r"^[ \t]*\{:[^}\n]*\}[ \t]*$", re.MULTILINE), ""),  # kramdown's attributes
    (re.compile(r"(?<=[)\]])\{:[^}\n]*\}"), ""),
)
_TAG: Final = re.compile(r"\{%-?\s*(\w+).{0,2000}?%\}", re.DOTALL)


def expand_liquid(body: str, notes: list[str]) -> str:
    """Write known tags as Markdown, take others out, and note their names."""
    if "{%" not in body and "{{" not in body and "{:" not in body:
        return body
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[1])
        return f"\x00{len(kept) - 1}\x00"

    body = _RAW.sub(keep, body.replace("\x00", ""))
    for pattern, text in _RULES:
        body = pattern.sub(text, body)
    unknown = dict.fromkeys(_TAG.findall(body))
    if unknown:
        notes.append(f"Liquid tags left out: {', '.join(unknown)}")
        body = _TAG.sub("", body)
    return re.sub("\x00(\\d+)\x00", lambda found: kept[int(found[1])], body)
