"""What the endpoints can be asked: the parameters of their queries."""

from __future__ import annotations

from typing import Annotated, Final, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import fields

from strive.content.api import shapes
from strive.content.listing import LIMIT_MAX, PAGE_MAX, Sort
from strive.content.post import Status
from strive.kit.slugs import SLUG_CHARACTERS_MAX
from strive.platform.web.parameters import Parameters

CURSOR_CHARACTERS_MAX: Final = 2_000  # a title is part of it where the list is sorted by title
QUERY_CHARACTERS_MAX: Final = 200

T = TypeVar("T", bound=Struct)

Page = Annotated[int, Meta(ge=1, le=PAGE_MAX, description="Number of the page, from 1")]
Limit = Annotated[int, Meta(ge=1, le=LIMIT_MAX, description="How many at most")]
Fields = Annotated[
    tuple[str, ...], Meta(description="Only these fields of each, separated by commas")
]
PostStatus = Annotated[
    Status, Meta(description="Other than published needs a token with the scope `content:read`")
]
Slug = Annotated[str, Meta(min_length=1, max_length=SLUG_CHARACTERS_MAX)]


class PostsQuery(Struct, frozen=True, kw_only=True):
    """Which posts, in which order, which part of the list."""

    page: Page | UnsetType = UNSET
    limit: Limit = 20
    cursor: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=CURSOR_CHARACTERS_MAX,
                description="What follows an answer with this `meta.nextCursor`; not with `page`",
            ),
        ]
        | UnsetType
    ) = UNSET
    sort: Annotated[
        Sort,
        Meta(description='The order, "-" is descending; with a filter only by `publishedAt`'),
    ] = Sort.NEWEST
    status: PostStatus = Status.PUBLISHED
    category: Annotated[Slug, Meta(description="In this category or one below it")] | UnsetType = (
        UNSET
    )
    author: Annotated[Slug, Meta(description="By this author")] | UnsetType = UNSET
    tag: Annotated[Slug, Meta(description="With this tag")] | UnsetType = UNSET
    featured: Annotated[bool, Meta(description="Featured or not")] | UnsetType = UNSET
    fields: Fields = ()

    @property
    def narrows(self) -> bool:
        """Whether it asks for part of the posts of a status."""
        chosen = (self.category, self.author, self.tag, self.featured)
        return any(value is not UNSET for value in chosen)


class ListQuery(Struct, frozen=True, kw_only=True):
    """Which part of a list."""

    page: Page = 1
    limit: Limit = 20
    fields: Fields = ()


class OneQuery(Struct, frozen=True, kw_only=True):
    """How much of one thing."""

    fields: Fields = ()


class PostQuery(OneQuery, frozen=True, kw_only=True):
    """How much of one post or page, and where it stands."""

    status: PostStatus = Status.PUBLISHED


class SearchQuery(Struct, frozen=True, kw_only=True):
    """What to look for."""

    q: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=QUERY_CHARACTERS_MAX,
            description="Words; one wrong letter in a word is forgiven",
            examples=["reading glasses"],
        ),
    ]
    page: Page = 1
    limit: Limit = 20


def asking(query: type[T], shape: type[Struct]) -> Parameters[T]:
    """Return the parameters of a query that may choose among the fields of a shape."""
    return Parameters(query, {"fields": field_names(shape)})


def field_names(shape: type[Struct]) -> list[str]:
    """Return the fields of a shape as they are sent."""
    return [field.encode_name for field in fields(shape)]


POSTS: Final = asking(PostsQuery, shapes.PostSummary)
POST: Final = asking(PostQuery, shapes.Post)
CATEGORIES: Final = asking(ListQuery, shapes.Category)
CATEGORY: Final = asking(OneQuery, shapes.Category)
AUTHORS: Final = asking(ListQuery, shapes.Author)
AUTHOR: Final = asking(OneQuery, shapes.Author)
SEARCH: Final = Parameters(SearchQuery)
SITE: Final = asking(OneQuery, shapes.Site)
