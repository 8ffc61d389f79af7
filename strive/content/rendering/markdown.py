"""Markdown as GitHub writes it, with footnotes and definition lists."""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from strive.content.rendering.autolinks import link_bare_addresses
from strive.content.rendering.errors import BodyInvalid
from strive.content.rendering.parsing import parse_html
from strive.content.rendering.tree import Element

NESTING_MAX: Final = 50
_OPEN_BRACKETS_MAX: Final = 50  # in one paragraph; each makes the parser look ahead once more
_BRACKET = re.compile(r"[\[\]]")
_FENCE_INFO = re.compile(
    r"""^\s*(?P<language>[\w+#.-]*)|title=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')
    |\{(?P<lines>[\d,\s-]+)\}""",
    re.VERBOSE,
)
_BARE_ADDRESS = re.compile(r"://|www\.")


def parse_markdown(source: str) -> Element:
    """Return the text as a tree, raw HTML included.

    Raises:
        BodyInvalid: Quotes, lists or brackets nest deeper than anybody writes.
    """
    root = parse_html(markdown_html(source))
    if _BARE_ADDRESS.search(source):
        link_bare_addresses(root)
    return root


def markdown_html(source: str) -> str:
    """Return the text as HTML, in which nothing is made safe yet; raises as `parse_markdown`."""
    html: str = _PARSER.render(source)
    return html


def _refuse_mazes(state: StateCore) -> None:
    """Refuse what would be cut off silently or take long: runs between blocks and inlines."""
    for token in state.tokens:
        if token.level >= NESTING_MAX:
            message = f"Quotes or lists nest more than {NESTING_MAX} levels deep."
            raise BodyInvalid(message)
        if token.content.count("[") > _OPEN_BRACKETS_MAX and token.type == "inline":
            _refuse_open_brackets(token.content)


def _refuse_open_brackets(text: str) -> None:
    depth = 0
    for bracket in _BRACKET.findall(text):
        depth = depth + 1 if bracket == "[" else max(0, depth - 1)
        if depth > _OPEN_BRACKETS_MAX:
            message = (
                f"A paragraph opens more than {_OPEN_BRACKETS_MAX} square brackets without closing"
                " them; escape them as \\[ or write them in a code block."
            )
            raise BodyInvalid(message)


_Environment = MutableMapping[str, Any]


def _fence(
    _: RendererProtocol, tokens: Sequence[Token], index: int, __: OptionsDict, ___: _Environment
) -> str:
    told: dict[str, str] = {}
    for match in _FENCE_INFO.finditer(tokens[index].info):
        told.update({name: value for name, value in match.groupdict().items() if value})
    title = told.get("double") or told.get("single") or ""
    kept = {"data-title": title, "data-lines": told.get("lines", "")}
    attributes = "".join(f' {k}="{_quoted(v)}"' for k, v in kept.items() if v)
    name = told.get("language", "")
    language = f' class="language-{_quoted(name)}"' if name else ""
    code = _quoted(tokens[index].content)
    return f"<pre{attributes}><code{language}>{code}</code></pre>\n"


def _quoted(text: str) -> str:
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )


def _notes_open(*_: object) -> str:
    return '<div class="footnotes" role="doc-endnotes">\n<ol>\n'  # a section wants a heading


def _notes_close(*_: object) -> str:
    return "</ol>\n</div>\n"


def _note_reference(
    _: RendererProtocol, tokens: Sequence[Token], index: int, __: OptionsDict, ___: _Environment
) -> str:
    number, place = _note(tokens[index])
    return (
        f'<sup class="footnote-ref"><a id="fnref-{place}" href="#fn-{number}"'
        f' role="doc-noteref">{number}</a></sup>'
    )


def _note_open(
    _: RendererProtocol, tokens: Sequence[Token], index: int, __: OptionsDict, ___: _Environment
) -> str:
    return f'<li id="fn-{_note(tokens[index])[0]}">'


def _note_anchor(
    _: RendererProtocol, tokens: Sequence[Token], index: int, __: OptionsDict, ___: _Environment
) -> str:
    place = _note(tokens[index])[1]
    return (
        f' <a class="footnote-back" href="#fnref-{place}" role="doc-backlink"'
        f' aria-label="\u21a9 {place}">\u21a9\ufe0e</a>'
    )


def _note(token: Token) -> tuple[str, str]:
    number = str(token.meta["id"] + 1)
    again = token.meta.get("subId", 0)
    return number, f"{number}-{again + 1}" if again > 0 else number


def _parser() -> MarkdownIt:
    options = {"html": True, "tasklists": True, "alerts": True, "maxNesting": NESTING_MAX + 1}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(deflist_plugin)
    parser.core.ruler.after("block", "refuse_mazes", _refuse_mazes)
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("footnote_block_open", _notes_open)
    parser.add_render_rule("footnote_block_close", _notes_close)
    parser.add_render_rule("footnote_ref", _note_reference)
    parser.add_render_rule("footnote_open", _note_open)
    parser.add_render_rule("footnote_anchor", _note_anchor)
    return parser


_PARSER: Final = _parser()  # making one takes as long as a page
