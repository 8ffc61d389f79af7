"""What is handed in and given back where the site is kept in order by API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from strive.content.api.shapes import Url
from strive.content.api.writing_shapes import Address, ImageInput, ImageKept, SeoInput, Slug
from strive.content.file_uses import UsedBy
from strive.content.listing import LIMIT_MAX
from strive.content.post import Status
from strive.content.redirect import Source
from strive.content.settings import DESCRIPTION_CHARACTERS_MAX, LINKS_MAX, TITLE_CHARACTERS_MAX
from strive.content.shelving import NAME_CHARACTERS_MAX, SOCIAL_MAX, TEXT_CHARACTERS_MAX
from strive.platform.web.shapes import Handed, Shape

RULES_MAX: Final = 2_000

Name = Annotated[str, Meta(min_length=1, max_length=NAME_CHARACTERS_MAX)]
Text = Annotated[str, Meta(max_length=TEXT_CHARACTERS_MAX)]
Place = Annotated[str, Meta(max_length=NAME_CHARACTERS_MAX)]
ParentId = Annotated[str, Meta(max_length=64, description='An id; "" is at the top')]
Event = Literal["post.changed", "post.published", "post.withdrawn"]
Events = Annotated[list[Event], Meta(min_length=1, max_length=3)]
Required = Annotated[str, Meta(min_length=1, max_length=2_048)]
AltText = Annotated[str, Meta(max_length=2_000)]


class CategoryInput(Handed, frozen=True):
    """A category; what is left out becomes empty, the slug stays as it was."""

    title: Name
    slug: Slug = ""
    description: Text = ""
    parent: ParentId = ""
    image: ImageInput | None = None
    seo: SeoInput = SeoInput()


class AuthorInput(Handed, frozen=True):
    """An author; what is left out becomes empty, the slug stays as it was."""

    name: Name
    slug: Slug = ""
    bio: Text = ""
    image: ImageInput | None = None
    website: Address = ""
    location: Place = ""
    social: Annotated[list[Address], Meta(max_length=SOCIAL_MAX)] = field(default_factory=list)


class LinkInput(Handed, frozen=True):
    """An entry of a menu: a path of this site, or a whole address."""

    label: Annotated[str, Meta(min_length=1, max_length=TITLE_CHARACTERS_MAX)]
    url: Required


Menu = Annotated[list[LinkInput], Meta(max_length=LINKS_MAX)]


class SettingsChanges(Handed, frozen=True):
    """Settings to change; what is left out stays."""

    title: Annotated[str, Meta(min_length=1, max_length=TITLE_CHARACTERS_MAX)] | UnsetType = UNSET
    description: Annotated[str, Meta(max_length=DESCRIPTION_CHARACTERS_MAX)] | UnsetType = UNSET
    language: Annotated[str, Meta(min_length=2, max_length=35)] | UnsetType = UNSET
    time_zone: Annotated[str, Meta(min_length=1, max_length=60)] | UnsetType = UNSET
    logo: ImageInput | UnsetType | None = UNSET
    icon: ImageInput | UnsetType | None = UNSET
    social_image: ImageInput | UnsetType | None = UNSET
    accent: Annotated[str, Meta(max_length=7)] | UnsetType = UNSET
    navigation: Menu | UnsetType = UNSET
    footer: Menu | UnsetType = UNSET
    social: Menu | UnsetType = UNSET
    posts_per_page: Annotated[int, Meta(ge=1, le=LIMIT_MAX)] | UnsetType = UNSET
    contact: Address | UnsetType = UNSET
    websub_hub: Address | UnsetType = UNSET
    indexnow_key: Annotated[str, Meta(max_length=128)] | UnsetType = UNSET


class LinkSet(Shape, frozen=True):
    """An entry of a menu as it was set."""

    label: str
    url: str


class SettingsShape(Shape, frozen=True):
    """The settings of the site, as they are changed."""

    title: str
    description: str
    language: str
    time_zone: str
    logo: ImageKept | None
    icon: ImageKept | None
    social_image: ImageKept | None
    accent: str
    navigation: list[LinkSet]
    footer: list[LinkSet]
    social: list[LinkSet]
    posts_per_page: int
    contact: str
    websub_hub: str
    indexnow_key: str


class RedirectInput(Handed, frozen=True):
    """A redirect: `/old`, `/?p=7` or `/old/*`, and where it leads."""

    path: Required
    target: Required
    status: Literal[301, 302, 307, 308] = 301


class RedirectsInput(Handed, frozen=True):
    """Many redirects at once."""

    redirects: Annotated[list[RedirectInput], Meta(min_length=1, max_length=RULES_MAX)]


class RedirectShape(Shape, frozen=True):
    """A redirect."""

    path: str
    target: str
    status: int
    source: Source
    created_at: datetime


class RejectedShape(Shape, frozen=True):
    """A redirect that was left out, and why."""

    path: str
    reason: str


class ImportedShape(Shape, frozen=True):
    """What became of many."""

    kept: int
    rejected: list[RejectedShape]


class PathGone(Shape, frozen=True):
    """A redirect that is no more."""

    path: str


class WebhookInput(Handed, frozen=True):
    """A service that is to be told."""

    url: Required
    events: Events
    description: Annotated[str, Meta(max_length=500)] = ""


class WebhookChanges(Handed, frozen=True):
    """What to change of it; what is left out stays."""

    events: Events | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET


class WebhookShape(Shape, frozen=True):
    """A service that is told, without its secret."""

    id: str
    url: str
    events: list[str]
    description: str
    enabled: bool
    failing_since: datetime | None
    disabled_reason: str
    created_at: datetime


class NewWebhook(WebhookShape, frozen=True):
    """The same with the secret that signs what it is sent; told this once."""

    secret: str


class DeliveryShape(Shape, frozen=True):
    """An attempt to tell it; `status` is 0 when nothing answered."""

    id: str
    event: str
    delivery: str
    number: int
    status: int
    error: str
    duration_ms: int
    at: datetime


class SendAgain(Handed, frozen=True):
    """Which attempt is to be made again."""

    attempt: Annotated[str, Meta(min_length=1, max_length=400, description="The id of an attempt")]


class MediaChanges(Handed, frozen=True):
    """What an image shows."""

    alt: AltText


class FileUse(Shape, frozen=True):
    """Something that shows a file, or leads to it."""

    kind: UsedBy
    id: Annotated[str, Meta(description='"" for the settings')]
    title: str
    url: Url
    status: Annotated[Status | None, Meta(description="Of a post or page")]


class DeletionQuery(Struct, frozen=True, kw_only=True, rename="camel"):
    """Whether a file goes that is used."""

    even_if_used: Annotated[
        bool, Meta(description="Delete it all the same; what shows it has a gap")
    ] = False


class RedirectsQuery(Struct, frozen=True, kw_only=True):
    """Which redirects, and where the list goes on."""

    q: (
        Annotated[str, Meta(min_length=1, max_length=200, description="Part of the path")]
        | UnsetType
    ) = UNSET
    cursor: (
        Annotated[str, Meta(min_length=1, max_length=2_100, description="`meta.nextCursor`")]
        | UnsetType
    ) = UNSET
    limit: Annotated[int, Meta(ge=1, le=LIMIT_MAX, description="How many at most")] = 50


class RedirectPath(Struct, frozen=True, kw_only=True):
    """Which redirect."""

    path: Annotated[str, Meta(min_length=1, max_length=2_048, description="As it is listed")]
