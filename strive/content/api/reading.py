"""What every endpoint of content needs, and how it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import fields
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from strive.content import Content
from strive.content.api.shaping import Shaping
from strive.content.post import Post, PostSummary
from strive.content.taxonomy import Author
from strive.kit.clock import Clock
from strive.kit.slugs import is_slug
from strive.platform.cache import plan
from strive.platform.errors import NotFound
from strive.platform.web import envelope
from strive.platform.web.envelope import Pagination


@dataclass(frozen=True, slots=True)
class Reading:
    """The dependencies of the endpoints; each group of them is a small class that holds this."""

    content: Content
    shaping: Shaping
    clock: Clock

    def one(self, request: Request, data: Any) -> Response:
        """Answer with one thing."""
        return envelope.read(request, data, cache_control=plan.API, now=self.clock.now())

    def many(
        self, request: Request, items: Sequence[Any], pagination: Pagination, **meta: Any
    ) -> Response:
        """Answer with part of a list."""
        return envelope.read(
            request,
            items,
            cache_control=plan.API,
            now=self.clock.now(),
            pagination=pagination,
            **meta,
        )

    async def authors_of(self, posts: Iterable[Post | PostSummary]) -> Mapping[str, Author]:
        """Return the authors of posts, by id, in one query."""
        ids = {id_ for post in posts for id_ in post.author}
        return await self.content.taxonomy.authors_by_ids(ids)


def slug_of(request: Request, what: str) -> str:
    """Return the slug in the address; raises `NotFound` if it cannot be one."""
    slug = str(request.path_params["slug"])
    if not is_slug(slug):
        raise NotFound(f"There is no {what} with this slug.")
    return slug


def moved(request: Request, path: str) -> Response:
    """Lead on to what had this slug before: now at the last part of a path of the site."""
    target = f"{request.scope['path'].rpartition('/')[0]}/{quote(path.rpartition('/')[2])}"
    query = request.scope["query_string"].decode("ascii")
    location = f"{target}?{query}" if query else target
    return RedirectResponse(location, 301, {"cache-control": plan.API})


def chosen(shape: Struct, names: Sequence[str]) -> Struct | dict[str, Any]:
    """Return the shape with only the fields named, or with all if none is."""
    if not names:
        return shape
    attributes = {field.encode_name: field.name for field in fields(shape)}
    return {name: getattr(shape, attributes[name]) for name in names}
