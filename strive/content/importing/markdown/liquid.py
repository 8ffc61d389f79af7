"""Liquid tags, as Jekyll and Eleventy run them, in plain Markdown; pure."""

from __future__ import annotations

import re
from typing import Final

from strive.content.importing.shield import Shield
from strive.content.importing.spans import rewrite_between

_RULES: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"\{\{\s*site\.(?:base)?url\s*\}\}"), ""),
    (
        re.compile(r"""\{\{\s*["']([^"'{}]*)["']\s*\|\s*(?:relative|absolute)_url\s*\}\}"""),
        r"\1",
    ),
    (
        re.compile(r"\{%-?\s*post_url\s+/?([^\s{}%]+?)(?:\.(?:md|markdown))?\s*-?%\}"),
        r"/_posts/\1.md",
    ),
    (re.compile(r"\{%-?\s*link\s+/?([^\s{}%]+)\s*-?%\}"), r"/\1"),
    (
        re.compile(
            r"""\{%-?\s*include\s+youtube[^\s{}%]{0,100}\s+\w+=["']?([\w-]{6,20})[^{}%]{0,500}%\}"""
        ),
        r"\nhttps://www.youtube.com/watch?v=\1\n",
    ),
    (re.compile(r"^[*+-] .*\n\{:\s*toc[^}\n]{0,100}\}[ \t]*$", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*\{:[^}\n]{0,500}\}[ \t]*$", re.MULTILINE), ""),  # kramdown's attributes
    (re.compile(r"(?<=[)\]])\{:[^}\n]{0,500}\}"), ""),
)
_RAW: Final = (re.compile(r"\{%-?\s*raw\s*-?%\}"), re.compile(r"\{%-?\s*endraw\s*-?%\}"))
_COMMENT: Final = (
    re.compile(r"\{%-?\s*comment\s*-?%\}"),
    re.compile(r"\{%-?\s*endcomment\s*-?%\}"),
)
_HIGHLIGHT: Final = (
    re.compile(r"\{%-?\s*highlight\s+(\w[\w+#.-]{0,50})[^%{}]{0,500}%\}\n?"),
    re.compile(r"\n?\{%-?\s*endhighlight\s*-?%\}"),
)
_INCLUDE: Final = re.compile(r"\{%-?\s*include\s+(?:(?!%\}|\{%)[\s\S]){0,2000}%\}")
_PARAMETER: Final = re.compile(r"""(\w{1,40})=(?:"([^"]*)"|'([^']*)')""")
_TAG: Final = re.compile(r"\{%-?\s*(\w+)(?:(?!%\}|\{%)[\s\S]){0,2000}%\}")
_OUTPUT: Final = re.compile(r"\{\{(?:(?!\}\}|\{\{)[\s\S]){0,2000}\}\}")
_PICTURE: Final = ("src", "image_path", "image", "img", "url", "path", "file")


def expand_liquid(body: str, notes: list[str]) -> str:
    """Write known tags as Markdown, take others out, and note their names."""
    if "{%" not in body and "{{" not in body and "{:" not in body:
        return body
    shield = Shield()
    body = body.replace("\x00", "")
    body = rewrite_between(body, *_RAW, lambda _, inside: shield.keep(inside))
    body = rewrite_between(body, *_COMMENT, lambda *_: "")
    body = rewrite_between(body, *_HIGHLIGHT, lambda opening, code: f"```{opening[1]}\n{code}\n```")
    for pattern, text in _RULES:
        body = pattern.sub(text, body)
    body = _INCLUDE.sub(_pictured, body)
    unknown = dict.fromkeys(_TAG.findall(body))
    if unknown:
        notes.append(f"Liquid tags left out: {', '.join(unknown)}")
        body = _TAG.sub("", body)
    body, outputs = _OUTPUT.subn("", body)
    if outputs:
        notes.append(f"{outputs} values that Liquid would fill in are left out")
    return shield.restore(body)


def _pictured(include: re.Match[str]) -> str:
    """Write an include that is given a picture as that picture; others stay."""
    given = {name.lower(): one or other for name, one, other in _PARAMETER.findall(include[0])}
    source = next((given[name] for name in _PICTURE if given.get(name)), "")
    if not source.lower().endswith((".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg")):
        return include[0]
    caption = given.get("caption") or given.get("title", "")
    title = ' "{}"'.format(caption.replace('"', "\u201d")) if caption else ""
    return f"![{given.get('alt', '')}](<{source}>{title})"
