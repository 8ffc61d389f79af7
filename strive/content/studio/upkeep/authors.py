"""Authors in the studio: all of them, and the profile of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.pages.frame import done
from strive.accounts.principal import Principal
from strive.content.errors import AuthorNotFound
from strive.content.listing import PostFilter
from strive.content.shelving import check_author
from strive.content.studio.upkeep.upkept import Errors, Upkept, faults, id_of, refusal
from strive.content.taxonomy import Author, AuthorDraft
from strive.kit.slugs import is_slug
from strive.platform.web.forms import Form, form_of

PATH: Final = "/studio/authors"
SHOWN: Final = 50
_CHECKED: Final = ("name", "slug", "bio", "image", "website", "location", "social")


@dataclass(frozen=True, slots=True)
class Authors:
    """Those whose names stand over posts."""

    upkept: Upkept

    async def every(self, request: Request, _: Principal) -> Response:
        """Show authors by slug, some at a time."""
        after = request.query_params.get("after", "")
        after = after if is_slug(after) else ""
        found = await self.upkept.upkeep.content.taxonomy.authors(SHOWN + 1, after)
        shown = found[:SHOWN]
        onward = f"{PATH}?after={quote(shown[-1].slug.current)}" if len(found) > SHOWN else ""
        return await self.upkept.page(
            request,
            "authors.html",
            "Authors",
            authors=shown,
            next=onward,
            first=PATH if after else "",
        )

    async def new(self, request: Request, _: Principal) -> Response:
        """Show an empty form."""
        return await self._form(request, AuthorDraft(name=""))

    async def edit(self, request: Request, _: Principal) -> Response:
        """Show an author."""
        author = await self._found(request)
        return await self._form(request, AuthorDraft.of(author), old=author)

    async def save(self, request: Request, principal: Principal) -> Response:
        """Add an author, or change one."""
        form = await form_of(request)
        old = await self._found(request) if "id" in request.path_params else None
        draft = await self._draft(form, old)
        errors = faults(check_author, draft, AuthorDraft(name="x"), _CHECKED)
        if not errors:
            saving = self.upkept.upkeep.save_author(principal, draft, request.scope)
            errors = await refusal(saving, "")
        if not errors:
            return done(PATH, "saved" if old else "added")
        return await self._form(request, draft, old=old, errors=errors)

    async def delete(self, request: Request, principal: Principal) -> Response:
        """Remove an author."""
        author_id = id_of(request, "author")
        await self.upkept.upkeep.delete_author(principal, author_id, request.scope)
        return done(PATH, "deleted")

    async def _found(self, request: Request) -> Author:
        author_id = id_of(request, "author")
        found = await self.upkept.upkeep.content.taxonomy.stored_author(author_id)
        if found is None:
            raise AuthorNotFound("There is no such author.")
        return found

    async def _draft(self, form: Form, old: Author | None) -> AuthorDraft:
        lines = map(str.strip, form.text("social").splitlines())
        return AuthorDraft(
            id=old.id if old else "",
            name=form.text("name").strip(),
            slug=form.text("slug").strip(),
            bio=form.text("bio").strip(),
            image=await self.upkept.picture(form, "image", old.image if old else None),
            website=form.text("website").strip(),
            location=form.text("location").strip(),
            social=tuple(dict.fromkeys(filter(None, lines))),
        )

    async def _form(
        self,
        request: Request,
        draft: AuthorDraft,
        *,
        old: Author | None = None,
        errors: Errors | None = None,
    ) -> Response:
        posts = self.upkept.upkeep.content.posts
        return await self.upkept.page(
            request,
            "author.html",
            old.name if old else "New author",
            draft=draft,
            old=old,
            posts=await posts.count(PostFilter(author=old.id)) if old else 0,
            errors=errors,
        )
