"""Cards of Ghost's editors (Lexical and Mobiledoc name and fill them alike) as HTML; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Final

from strive.content.post import BODY_BYTES_MAX
from strive.content.rendering.markdown import markdown_html

Payload = Mapping[str, Any]


def card_html(name: str, payload: Payload) -> str | None:
    """Return a card as HTML, "" for one that shows nothing, None for one that is not known.

    Raises:
        ValueError: A Markdown card is too long.
        Invalid: It nests deeper than anybody writes.
    """
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
    picture = _picture(payload)
    width = text(payload, "cardWidth")
    sized = f' class="kg-card kg-width-{width}"' if width in ("wide", "full") else ""
    return f"<figure{sized}>{picture}{_caption(payload)}</figure>" if picture else ""


def _picture(payload: Payload) -> str:
    source = text(payload, "src")
    if not source:
        return ""
    sizes = "".join(
        f' {name}="{escape(text(payload, name))}"'
        for name in ("width", "height")
        if text(payload, name)
    )
    image = f'<img src="{escape(source)}" alt="{escape(text(payload, "alt"))}"{sizes}>'
    href = text(payload, "href")
    return f'<a href="{escape(href)}">{image}</a>' if href else image


def _gallery(payload: Payload) -> str:
    entries = payload.get("images")
    images = [entry for entry in entries if isinstance(entry, Mapping)] if entries else []
    pictures = "".join(map(_picture, images))
    return f'<figure class="kg-card kg-gallery-card">{pictures}{_caption(payload)}</figure>'


def _code(payload: Payload) -> str:
    language = text(payload, "language")
    attribute = f' class="language-{escape(language)}"' if language else ""
    code = f"<pre><code{attribute}>{escape(text(payload, 'code'), quote=False)}</code></pre>"
    return f"<figure>{code}{_caption(payload)}</figure>" if text(payload, "caption") else code


def _markdown(payload: Payload) -> str:
    source = text(payload, "markdown")
    if len(source) > BODY_BYTES_MAX:
        raise ValueError("a Markdown card is longer than a post may be")
    return markdown_html(source)


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
    parts = (("title", title), ("description", text(about, "description")))
    said = "".join(
        f'<div class="kg-bookmark-{name}">{escape(said)}</div>' for name, said in parts if said
    )
    link = f'<a class="kg-bookmark-container" href="{escape(address)}">{said}</a>'
    figure = f'<figure class="kg-card kg-bookmark-card">{link}{_caption(payload)}</figure>'
    return figure if address else ""


def _callout(payload: Payload) -> str:
    emoji = escape(text(payload, "calloutEmoji"))
    sign = f'<div class="kg-callout-emoji">{emoji}</div>' if emoji else ""
    said = f'<div class="kg-callout-text">{text(payload, "calloutText")}</div>'
    return f'<div class="kg-card kg-callout-card">{sign}{said}</div>'


def _button(payload: Payload) -> str:
    address = text(payload, "buttonUrl")
    label = escape(text(payload, "buttonText") or address)
    return f'<p><a class="kg-btn" href="{escape(address)}">{label}</a></p>' if address else ""


def _call_to_action(payload: Payload) -> str:
    return text(payload, "textValue") + (_button(payload) if payload.get("showButton") else "")


def _toggle(payload: Payload) -> str:
    heading, content = text(payload, "heading"), text(payload, "content")
    return f"<details><summary>{heading}</summary>{content}</details>"


def _player(tag: str) -> Callable[[Payload], str]:
    def write(payload: Payload) -> str:
        source = text(payload, "src")
        title = escape(text(payload, "title"))
        said = _caption(payload) or (f"<figcaption>{title}</figcaption>" if title else "")
        player = f'<{tag} src="{escape(source)}" controls></{tag}>'
        return f"<figure>{player}{said}</figure>" if source else ""

    return write


def _file(payload: Payload) -> str:
    source = text(payload, "src")
    parts = (
        ("title", text(payload, "fileTitle", "fileName") or source),
        ("caption", text(payload, "fileCaption")),
    )
    said = "".join(
        f'<div class="kg-file-card-{name}">{escape(said)}</div>' for name, said in parts if said
    )
    link = f'<a class="kg-file-card-container" href="{escape(source)}">{said}</a>'
    return f'<div class="kg-card kg-file-card">{link}</div>' if source else ""


def _product(payload: Payload) -> str:
    image = _image({"src": payload.get("productImageSrc")})
    title, about = text(payload, "productTitle"), text(payload, "productDescription")
    link = _button({
        "buttonUrl": payload.get("productUrl"), "buttonText": payload.get("productButton"),
    })  # fmt: skip
    return f"<h4>{title}</h4>{image}{about}{link}"


def _header(payload: Payload) -> str:
    below = text(payload, "subheader")
    said = f"<h2>{text(payload, 'header')}</h2>" + (f"<p>{below}</p>" if below else "")
    return said + (_button(payload) if payload.get("buttonEnabled") else "")


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
    "call-to-action": _call_to_action, "email": _nothing, "email-cta": _nothing,
}  # fmt: skip
