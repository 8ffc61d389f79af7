"""The one place that writes `<img>`: for pictures in texts, and for templates."""

from __future__ import annotations

from markupsafe import Markup

from strive.content.post import Image
from strive.content.rendering.tree import Element, element, to_html


def picture(
    image: Image, *, alt: str | None = None, eager: bool = False, priority: bool = False
) -> Markup:
    """Return `<img>` for a template; see `picture_element`."""
    made = picture_element(image, alt=alt, eager=eager, priority=priority)
    return Markup(to_html(element("div", made)))  # noqa: S704 - escaped by to_html


def picture_element(
    image: Image, *, alt: str | None = None, eager: bool = False, priority: bool = False
) -> Element:
    """Return the element of a picture that keeps its room in the page while it loads.

    Args:
        image: Its address, alternative text and measures in pixels, 0 where unknown.
        alt: Alternative text for this place; "" marks the picture as decoration.
        eager: Load it with the page, as it is likely seen first; else when it comes near.
        priority: Load and show it before anything else; at most one picture of a page.
    """
    attributes = {"src": image.url, "alt": image.alt if alt is None else alt}
    if image.width > 0 and image.height > 0:
        attributes |= {"width": str(image.width), "height": str(image.height)}
    if priority:
        return Element("img", attributes | {"fetchpriority": "high"})
    if not eager:
        attributes["loading"] = "lazy"
    return Element("img", attributes | {"decoding": "async"})
