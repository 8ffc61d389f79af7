"""The list of posts (or of pages): filtered, searched, sorted, read by cursor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.principal import Principal, Scope
from strive.content.errors import CursorInvalid
from strive.content.listing import PostFilter, Slice, Sort
from strive.content.post import Kind, PostSummary, Status
from strive.content.rules import is_id
from strive.content.studio.studio import Studio
from strive.kit.slugs import is_slug

SHOWN: Final = 50
TEXT_CHARACTERS_MAX: Final = 200
AUTHORS_OFFERED_MAX: Final = 500
SORTS: Final = {
    Sort.RECENTLY_UPDATED: "Last changed",
    Sort.NEWEST: "Newest first",
    Sort.OLDEST: "Oldest first",
    Sort.TITLE: "Title, A to Z",
    Sort.TITLE_DESCENDING: "Title, Z to A",
}


class Asked(NamedTuple):
    """What of a list is asked for; "" and None do not narrow it."""

    text: str
    status: Status | None
    author: str
    category: str
    tag: str
    sort: Sort
    cursor: str

    @property
    def narrows(self) -> bool:
        """Whether it asks for part of the list only."""
        return bool(self.text or self.author or self.category or self.tag)

    def address(self, path: str, **changes: str) -> str:
        """Return the address of the same list with something changed, from its beginning."""
        parts = {
            "q": self.text,
            "status": self.status or "",
            "author": self.author,
            "category": self.category,
            "tag": self.tag,
            "sort": "" if self.sort is Sort.RECENTLY_UPDATED else self.sort,
            **changes,
        }
        query = urlencode({name: value for name, value in parts.items() if value})
        return f"{path}?{query}" if query else path


@dataclass(frozen=True, slots=True)
class Lists:
    """What there is of a kind, for those who write."""

    studio: Studio

    async def posts(self, request: Request, principal: Principal) -> Response:
        """Show posts in any status."""
        return await self._page(request, principal, Kind.POST)

    async def pages(self, request: Request, principal: Principal) -> Response:
        """Show pages in any status."""
        return await self._page(request, principal, Kind.PAGE)

    async def _page(self, request: Request, principal: Principal, kind: Kind) -> Response:
        studio, asked = self.studio, asked_for(request.query_params)
        taxonomy = studio.content.taxonomy
        found, tree = await self._found(kind, asked), await taxonomy.categories()
        items = found.items
        offered = await taxonomy.authors(AUTHORS_OFFERED_MAX)
        wanted = {i for post in items for i in post.author} | ({asked.author} - {""})
        known = await taxonomy.authors_by_ids(wanted)
        names = {author.id: author.name for author in (*offered, *known.values())}
        if asked.author in known and asked.author not in {author.id for author in offered}:
            offered = [known[asked.author], *offered]
        counts = await studio.store.counts(kind)
        path = f"/studio/{kind}s"
        return await studio.frame.page(
            request,
            "studio/posts.html",
            title="Posts" if kind is Kind.POST else "Pages",
            kind=kind,
            list_path=path,
            asked=asked,
            sorts=SORTS,
            statuses=list(Status),
            counts=counts,
            total=sum(counts.values()),
            items=items,
            editable=await studio.desk.permissions.editable(principal, items),
            names=names,
            authors=offered,
            categories=tree.ordered(),
            next=asked.address(path, after=found.next) if found.next else "",
            may_write_all=principal.may(Scope.CONTENT_WRITE),
            unfinished=await studio.copies.new_ones(principal.user_id),
        )

    async def _found(self, kind: Kind, asked: Asked) -> Slice[PostSummary]:
        which = PostFilter(
            kind=kind,
            status=asked.status,
            author=asked.author,
            category=asked.category,
            tag=asked.tag,
        )
        words, lists = asked.text.split(), self.studio.lists
        try:
            return await lists.find(which, words, asked.cursor or None, SHOWN, asked.sort)
        except CursorInvalid:  # of another order, or typed in: the list from its beginning
            return await lists.find(which, words, None, SHOWN, asked.sort)


def asked_for(query: Mapping[str, str]) -> Asked:
    """Read a query; what cannot be meant is left out."""
    statuses, sorts = {status.value for status in Status}, {sort.value for sort in SORTS}
    status, sort = query.get("status", ""), query.get("sort", "")
    text = " ".join(query.get("q", "").replace("\0", "").split())
    ids = {name: query.get(name, "") for name in ("author", "category")}
    tag = query.get("tag", "")
    return Asked(
        text=text[:TEXT_CHARACTERS_MAX],
        status=Status(status) if status in statuses else None,
        author=ids["author"] if is_id(ids["author"]) else "",
        category=ids["category"] if is_id(ids["category"]) else "",
        tag=tag if is_slug(tag) else "",
        sort=Sort(sort) if sort in sorts else Sort.RECENTLY_UPDATED,
        cursor=query.get("after", ""),
    )
