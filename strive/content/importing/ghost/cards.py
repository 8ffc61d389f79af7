"""Cards of Ghost's editors (Lexical and Mobiledoc name and fill them alike) as HTML; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Final

from markdown_it import MarkdownIt

Payload = Mapping[str, Any]


def card_html(name: str, payload: Payload) -> str | None:
    """Return a card as HTML, "" for one that shows nothing, None for one that is not known."""
    write = _CARDS.get(name.removeprefix("card-"))
    return None if write is None else write(payload)


def text(payload: Payload, *names: str) -> str:
    """Return the first of these fields that holds a text or number, "" if none does."""
    for name in names:
        value = payload.get(name)
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and value != "":
            return str(value)
    return ""


def _image(payload: Payload) -> str:
    source = text(payload, "src")
    if not source:
        return ""
    sizes = "".join(
        f' {name}="{escape(text(payload, name))}"'
        for name in ("width", "height")
        if text(payload, name)
    )
    image = f'<img src="{escape(source)}" alt="{escape(text(payload, "alt"))}"{sizes}>'
    if href := text(payload, "href"):
        image = f'<a href="{escape(href)}">{image}</a>'
    return f"<figure>{image}{_caption(payload)}</figure>"


def _gallery(payload: Payload) -> str:
    images = [image for image in payload.get("images") or () if isinstance(image, Mapping)]
    return "".join(_image(image) for image in images) + (
        f"<p>{text(payload, 'caption')}</p>" if text(payload, "caption") else ""
    )


def _code(payload: Payload) -> str:
    language = text(payload, "language")
    attribute = f' class="language-{escape(language)}"' if language else ""
    code = f"<pre><code{attribute}>{escape(text(payload, 'code'), quote=False)}</code></pre>"
    return f"<figure>{code}{_caption(payload)}</figure>" if text(payload, "caption") else code


def _markdown(payload: Payload) -> str:
    return str(MarkdownIt("commonmark", {"html": True}).enable("table").render(
        text(payload, "markdown")
    ))  # fmt: skip


def _html(payload: Payload) -> str:
    return text(payload, "html")


def _embed(payload: Payload) -> str:
    address = text(payload, "url")
    if not address:
        return text(payload, "html")
    shown = escape(address)
    return f'<figure><p><a href="{shown}">{shown}</a></p>{_caption(payload)}</figure>'


def _bookmark(payload: Payload) -> str:
    about = payload.get("metadata")
    about = about if isinstance(about, Mapping) else {}
    address = text(payload, "url") or text(about, "url")
    title = text(about, "title") or text(payload, "title") or address
    description = text(about, "description")
    more = f"<br>{escape(description)}" if description else ""
    link = f'<p><a href="{escape(address)}">{escape(title)}</a>{more}</p>' if address else ""
    return f"<blockquote>{link}</blockquote>" if link else ""


def _callout(payload: Payload) -> str:
    emoji = text(payload, "calloutEmoji")
    return f"<blockquote><p>{escape(emoji)} {text(payload, 'calloutText')}</p></blockquote>"


def _button(payload: Payload) -> str:
    address = text(payload, "buttonUrl")
    label = escape(text(payload, "buttonText") or address)
    return f'<p><a href="{escape(address)}">{label}</a></p>' if address else ""


def _toggle(payload: Payload) -> str:
    heading, content = text(payload, "heading"), text(payload, "content")
    return f"<details><summary>{heading}</summary>{content}</details>"


def _player(tag: str) -> Callable[[Payload], str]:
    def write(payload: Payload) -> str:
        source = text(payload, "src")
        name = text(payload, "title", "fileName")
        label = f"<figcaption>{escape(name)}</figcaption>" if name else _caption(payload)
        if not source:
            return ""
        return f'<figure><{tag} src="{escape(source)}" controls></{tag}>{label}</figure>'

    return write


def _file(payload: Payload) -> str:
    source = text(payload, "src")
    label = escape(text(payload, "fileTitle", "fileName") or source)
    return f'<p><a href="{escape(source)}">{label}</a></p>' if source else ""


def _product(payload: Payload) -> str:
    image = _image({"src": payload.get("productImageSrc")})
    title, about = text(payload, "productTitle"), text(payload, "productDescription")
    link = _button({
        "buttonUrl": payload.get("productUrl"), "buttonText": payload.get("productButton"),
    })  # fmt: skip
    return f"<h4>{title}</h4>{image}{about}{link}"


def _header(payload: Payload) -> str:
    below = text(payload, "subheader")
    return f"<h2>{text(payload, 'header')}</h2>" + (f"<p>{below}</p>" if below else "")


def _nothing(_: Payload) -> str:
    return ""


def _rule(_: Payload) -> str:
    return "<hr>"


def _caption(payload: Payload) -> str:
    caption = text(payload, "caption")  # HTML already
    return f"<figcaption>{caption}</figcaption>" if caption else ""


_CARDS: Final[dict[str, Callable[[Payload], str]]] = {
    "image": _image, "gallery": _gallery, "code": _code, "codeblock": _code,
    "markdown": _markdown, "html": _html, "embed": _embed, "bookmark": _bookmark,
    "callout": _callout, "button": _button, "toggle": _toggle, "video": _player("video"),
    "audio": _player("audio"), "file": _file, "product": _product, "header": _header,
    "hr": _rule, "horizontalrule": _rule, "paywall": _nothing, "tk": _nothing,
}  # fmt: skip
