"""Players and posts of other sites: a plain link until the reader asks for more.

Nothing is loaded from the provider; a first-party module may turn the block into a frame of
`data-embed-src` when it is clicked. Providers without a frame of their own stay links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, quote, urlsplit

from strive.content.rendering.providers import PROVIDERS
from strive.content.rendering.tree import Element, Node, element

_ADDRESS_CHARACTERS_MAX: Final = 2_000
_TIME = re.compile(r"[?&](?:t|start)=(?:(\d{1,2})h)?(?:(\d{1,3})m)?(?:(\d{1,6})s?)?(?:[&#]|$)")


@dataclass(frozen=True, slots=True)
class Embed:
    """Something recognised: where it is read over there and what may be framed ("": nothing)."""

    provider: str
    label: str
    kind: str
    page: str
    frame: str


def recognise(address: str) -> Embed | None:
    """Return what an address of a known provider embeds, None for any other address."""
    address = address.strip()
    if len(address) > _ADDRESS_CHARACTERS_MAX or "//" not in address[:8]:
        return None
    if "//w.soundcloud.com/player" in address:
        return _soundcloud_player(address)
    for provider in PROVIDERS:
        match = provider.pattern.match(address)
        if match:
            parts = {key: value or "" for key, value in match.groupdict().items()}
            frame = provider.frame.format_map(parts) + _refinement(provider.key, address, parts)
            page = provider.page.format_map(parts)
            frame = frame if provider.frame else ""
            return Embed(provider.key, provider.label, provider.kind, page, frame)
    return None


def _refinement(key: str, address: str, parts: dict[str, str]) -> str:
    """Return what a player is told beyond the id: where to start, an unlisted film's key."""
    if key == "youtube" and (time := _TIME.search(address)):
        hours, minutes, seconds = (int(part or 0) for part in time.groups())
        start = hours * 3600 + minutes * 60 + seconds
        return f"?start={start}" if start else ""
    if key == "vimeo":
        secret = parts["hash"] or parse_qs(urlsplit(address).query).get("h", [""])[0]
        return f"&h={secret}" if re.fullmatch(r"[0-9a-f]{6,20}", secret) else ""
    return ""


def _soundcloud_player(address: str) -> Embed | None:
    played = parse_qs(urlsplit(address).query).get("url", [""])[0]
    if not re.match(r"https?://(?:api\.)?soundcloud\.com/", played):
        return None
    frame = f"https://w.soundcloud.com/player/?url={quote(played)}"
    return Embed("soundcloud", "SoundCloud", "audio", quote(played, safe=":/?&=%"), frame)


def embed_block(embed: Embed, *body: Node, title: str = "") -> Element:
    """Return the block: a link that stands for itself, after what is here to read already."""
    shown = title.strip() or embed.page.partition("//")[2].removeprefix("www.")
    link = element(
        "a",
        element("span", embed.label, class_="embed-provider"),
        " ",
        element("span", shown, class_="embed-title"),
        class_="embed-link",
        href=embed.page,
        rel="noopener",
    )
    attributes = {"class_": f"embed embed-{embed.kind}", "data_embed": embed.provider}
    if embed.frame:
        attributes["data_embed_src"] = embed.frame
    return element("figure", *body, link, **attributes)
