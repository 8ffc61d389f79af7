"""What is handed in and given back where content is written by API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from msgspec import UNSET, Meta, UnsetType, field

from strive.content.api.shapes import Url
from strive.content.drafts import AUTHORS_MAX, CATEGORIES_MAX, SEO_CHARACTERS_MAX, TAGS_MAX
from strive.content.post import (
    BODY_BYTES_MAX,
    EXCERPT_CHARACTERS_MAX,
    TITLE_CHARACTERS_MAX,
    Format,
    Kind,
    Status,
)
from strive.content.previews import VALID_FOR, VALID_FOR_MAX
from strive.content.revision import Action
from strive.content.rules import URL_CHARACTERS_MAX
from strive.kit.slugs import SLUG_CHARACTERS_MAX
from strive.platform.web.shapes import Handed, Shape

SIDE_MAX: Final = 1_000_000  # pixels of an image
_ALT_MAX: Final = 2_000
_CAPTION_MAX: Final = 5_000

Title = Annotated[str, Meta(min_length=1, max_length=TITLE_CHARACTERS_MAX)]
Slug = Annotated[
    str, Meta(max_length=SLUG_CHARACTERS_MAX, description='"" is made of the title, or kept')
]
Excerpt = Annotated[
    str, Meta(max_length=EXCERPT_CHARACTERS_MAX, description='"" is made of the text')
]
Ids = Annotated[str, Meta(min_length=1, max_length=64)]
Authors = Annotated[
    list[Ids], Meta(max_length=AUTHORS_MAX, description="Ids; the first is the primary author")
]
Categories = Annotated[list[Ids], Meta(max_length=CATEGORIES_MAX, description="Ids")]
TagName = Annotated[str, Meta(min_length=1, max_length=100)]
Tags = Annotated[list[TagName], Meta(max_length=TAGS_MAX, description="Names")]
Language = Annotated[str, Meta(max_length=35, description='BCP 47; "" is the site\'s')]
Address = Annotated[str, Meta(max_length=URL_CHARACTERS_MAX)]
Line = Annotated[str, Meta(max_length=SEO_CHARACTERS_MAX)]
Moment = Annotated[datetime, Meta(tz=True)]
Revision = Annotated[int, Meta(ge=1, description="Counts saves from 1")]


class BodyInput(Handed, frozen=True):
    """A text as it is written; Portable Text as its JSON."""

    source: Annotated[str, Meta(max_length=BODY_BYTES_MAX)] = ""
    format: Format = Format.MARKDOWN


class ImageInput(Handed, frozen=True):
    """A picture: a path of this site (`/media/…`) or an http(s) address."""

    url: Annotated[str, Meta(min_length=1, max_length=URL_CHARACTERS_MAX)]
    alt: Annotated[str, Meta(max_length=_ALT_MAX)] = ""
    caption: Annotated[str, Meta(max_length=_CAPTION_MAX)] = ""
    width: Annotated[int, Meta(ge=0, le=SIDE_MAX)] = 0
    height: Annotated[int, Meta(ge=0, le=SIDE_MAX)] = 0


class SeoInput(Handed, frozen=True):
    """What search engines and social networks are told where it differs from the post."""

    title: Line = ""
    description: Line = ""
    image: ImageInput | None = None
    social_title: Line = ""
    social_description: Line = ""
    no_index: bool = False


class DraftInput(Handed, frozen=True):
    """A post or page whole: what is left out is empty."""

    title: Title
    slug: Slug = ""
    excerpt: Excerpt = ""
    body: BodyInput = BodyInput()
    image: ImageInput | None = None
    authors: Authors = field(default_factory=list)
    categories: Categories = field(default_factory=list)
    tags: Tags = field(default_factory=list)
    featured: bool = False
    published_at: Moment | None = None
    canonical_url: Address = ""
    seo: SeoInput = SeoInput()
    language: Language = ""


class DraftChanges(Handed, frozen=True):
    """Fields of a post or page that are to change; what is left out stays."""

    title: Title | UnsetType = UNSET
    slug: Slug | UnsetType = UNSET
    excerpt: Excerpt | UnsetType = UNSET
    body: BodyInput | UnsetType = UNSET
    image: ImageInput | UnsetType | None = UNSET
    authors: Authors | UnsetType = UNSET
    categories: Categories | UnsetType = UNSET
    tags: Tags | UnsetType = UNSET
    featured: bool | UnsetType = UNSET
    published_at: Moment | UnsetType | None = UNSET
    canonical_url: Address | UnsetType = UNSET
    seo: SeoInput | UnsetType = UNSET
    language: Language | UnsetType = UNSET


class PublicationInput(Handed, frozen=True):
    """When readers are to see it: now, unless a time to come is given."""

    at: Moment | None = None


class PreviewInput(Handed, frozen=True):
    """How long a preview link is to be good."""

    hours: Annotated[int, Meta(ge=1, le=int(VALID_FOR_MAX.total_seconds()) // 3600)] = (
        int(VALID_FOR.total_seconds()) // 3600
    )


class ImageKept(Shape, frozen=True):
    """A picture as it was handed in; 0 is an unknown measure."""

    url: str
    alt: str
    caption: str
    width: int
    height: int


class SeoKept(Shape, frozen=True):
    """What search engines and social networks are told; "" where it is the post's own."""

    title: str
    description: str
    image: ImageKept | None
    social_title: str
    social_description: str
    no_index: bool


class BodyKept(Shape, frozen=True):
    """A text as it was written."""

    source: str
    format: Format


class Written(Shape, frozen=True):
    """What people write of a post or page."""

    title: str
    slug: str
    excerpt: str
    body: BodyKept
    image: ImageKept | None
    authors: list[str]
    categories: list[str]
    tags: list[str]
    featured: bool
    published_at: datetime | None
    canonical_url: str
    seo: SeoKept
    language: str


class DraftShape(Written, frozen=True):
    """A post or page as it is edited: handed back with changes, it is saved."""

    id: str
    kind: Kind
    revision: Revision
    status: Status
    url: Url
    previous_slugs: Annotated[list[str], Meta(description="They redirect to `url`")]
    words: int
    reading_minutes: int
    created_at: datetime
    updated_at: datetime


class DraftSummary(Shape, frozen=True):
    """A post or page as lists of those who write have it."""

    id: str
    kind: Kind
    status: Status
    url: Url
    title: str
    slug: str
    authors: list[str]
    categories: list[str]
    tags: list[str]
    featured: bool
    published_at: datetime | None
    updated_at: datetime


class RenderedShape(Shape, frozen=True):
    """A text made ready for reading. `html` is safe to show."""

    html: str
    words: int
    reading_minutes: int
    excerpt: Annotated[str, Meta(description="The beginning, as lists show it")]


class RevisionShape(Shape, frozen=True):
    """A save in the history of a post."""

    number: Revision
    action: Action
    by: str
    saved_at: datetime
    title: str


class WholeRevision(Written, frozen=True):
    """A save in the history, with what it left."""

    number: Revision
    action: Action
    by: str
    saved_at: datetime


class FieldDifference(Shape, frozen=True):
    """How a field differs, as a unified diff of its lines."""

    field: str
    diff: str


class ComparisonShape(Shape, frozen=True):
    """Two revisions, and the fields that differ."""

    before: RevisionShape
    after: RevisionShape
    fields: list[FieldDifference]


class PreviewShape(Shape, frozen=True):
    """A link that shows a post to whoever holds it."""

    url: Url
    expires_at: datetime


class Gone(Shape, frozen=True):
    """What was removed."""

    id: str


class MediaShape(Shape, frozen=True):
    """A kept file. `url` is where it is served."""

    id: str
    url: Annotated[str, Meta(description="A path of this site")]
    name: str
    content_type: str
    size: Annotated[int, Meta(description="In bytes")]
    width: Annotated[int | None, Meta(description="In pixels, null when unknown")]
    height: Annotated[int | None, Meta(description="In pixels, null when unknown")]
    alt: str
