"""Between the fields of the editor and the draft they stand for; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from strive.content.drafts import Draft, check_draft, tag_of
from strive.content.post import Body, Format, Image, Kind, Post, Seo, Tag
from strive.content.studio.times import field_of, kept_minute
from strive.platform.errors import Invalid, StriveError
from strive.platform.web.forms import Form

Fields = Mapping[str, Sequence[str]]

NAMES: Final = (
    *("title", "slug", "excerpt", "body", "format", "author", "author_more", "category"),
    *("tags", "featured"),
    *("image_url", "image_alt", "image_caption", "image_width", "image_height", "published_at"),
    *("canonical_url", "language", "no_index", "seo_title", "seo_description"),
    *("seo_image_url", "seo_image_alt", "social_title", "social_description"),
)
"""The fields a writer fills in."""

_SHOWN_BY: Final = {
    "feature_image": "image_url",
    "categories": "category",
    "seo": "seo_title",
}
_DIGITS_MAX: Final = 9  # of a revision, of the side of a picture


@dataclass(frozen=True, slots=True)
class Reading:
    """A form read: the draft it stands for, as far as it does, and what is wrong by field."""

    draft: Draft
    errors: Mapping[str, str]


def fields_of(draft: Draft, zone: ZoneInfo) -> dict[str, list[str]]:
    """Return what the editor shows of a draft."""
    image, seo = draft.feature_image or Image(""), draft.seo
    social = seo.image or Image("")
    plain = {
        "title": draft.title,
        "slug": draft.slug,
        "excerpt": draft.excerpt,
        "body": draft.body.source,
        "format": draft.body.format.value,
        "tags": ", ".join(tag.name for tag in draft.tags),
        "featured": "1" if draft.featured else "",
        "image_url": image.url,
        "image_alt": image.alt,
        "image_caption": image.caption,
        "image_width": str(image.width or ""),
        "image_height": str(image.height or ""),
        "published_at": field_of(draft.published_at, zone),
        "canonical_url": draft.canonical_url,
        "language": draft.language,
        "no_index": "1" if seo.no_index else "",
        "seo_title": seo.title,
        "seo_description": seo.description,
        "seo_image_url": social.url,
        "seo_image_alt": social.alt,
        "social_title": seo.social_title,
        "social_description": seo.social_description,
    }
    return {
        **{name: [value] for name, value in plain.items()},
        "author": list(draft.author),
        "category": list(draft.categories),
    }


def read(form: Form, kind: Kind, post: Post | None, zone: ZoneInfo) -> Reading:
    """Read what a writer handed in; `post` is what is edited, None for something new."""
    errors: dict[str, str] = {}
    draft = Draft(
        id=post.id if post else "",
        revision=number_in(form.text("revision")) or (1 if post else 0),
        kind=kind,
        title=" ".join(form.text("title").split()),
        slug=form.text("slug").strip(),
        excerpt=form.text("excerpt").strip(),
        body=_body(form),
        feature_image=_image(form, "image"),
        author=_each(form, "author"),
        categories=_each(form, "category"),
        tags=_tags(form.text("tags"), errors),
        featured=form.is_checked("featured"),
        canonical_url=form.text("canonical_url").strip(),
        seo=seo_of(form, _image(form, "seo_image")),
        language=form.text("language").strip(),
    )
    try:
        old = post.published_at if post else None
        at = kept_minute(form.text("published_at"), old, zone)
        draft = replace(draft, published_at=at)
    except Invalid as error:
        errors["published_at"] = error.message
    return Reading(draft, {**_mistakes(draft), **errors})


def _mistakes(draft: Draft) -> dict[str, str]:
    """Say what is wrong, by the field it is shown at: each part is checked by itself."""
    blank = Draft(title="x", kind=draft.kind)
    found: dict[str, str] = {}
    for name in Draft.__struct_fields__:
        try:
            check_draft(replace(blank, **{name: getattr(draft, name)}))
        except StriveError as error:
            found[_SHOWN_BY.get(name, name)] = error.message
    return found


def _body(form: Form) -> Body:
    known = {each.value for each in Format}
    written_in = form.text("format")
    format_ = Format(written_in) if written_in in known else Format.MARKDOWN
    return Body(form.text("body"), format_)


def _image(form: Form, prefix: str) -> Image | None:
    url = form.text(f"{prefix}_url").strip()
    if not url:
        return None
    return Image(
        url,
        alt=form.text(f"{prefix}_alt").strip(),
        caption=form.text(f"{prefix}_caption").strip(),
        width=number_in(form.text(f"{prefix}_width")),
        height=number_in(form.text(f"{prefix}_height")),
    )


def seo_of(form: Form, image: Image | None) -> Seo:
    """Read what search engines and social networks are told; the picture is read by the caller."""
    return Seo(
        title=form.text("seo_title").strip(),
        description=form.text("seo_description").strip(),
        image=image,
        social_title=form.text("social_title").strip(),
        social_description=form.text("social_description").strip(),
        no_index=form.is_checked("no_index"),
    )


def _tags(text: str, errors: dict[str, str]) -> tuple[Tag, ...]:
    """Read tags with commas between them, each once."""
    tags: dict[str, Tag] = {}
    for name in filter(None, (part.strip() for part in text.split(","))):
        try:
            tag = tag_of(name)
        except Invalid as error:
            errors["tags"] = error.message
        else:
            tags.setdefault(tag.slug, tag)
    return tuple(tags.values())


def _each(form: Form, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, form.texts(name))))


def number_in(text: str) -> int:
    """Return the number a field holds, a revision or the side of a picture; 0 for none."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX
    return int(text) if is_number else 0


def typed(form: Form) -> dict[str, list[str]]:
    """Return what somebody has typed, of the fields there are."""
    return {name: form.texts(name) for name in NAMES if name in form}


def shown(fields: Fields) -> Any:
    """Return fields as templates read them."""
    return Form(fields)
