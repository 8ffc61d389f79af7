"""Categories and authors kept in order by API, and what is said of kept files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.principal import Scope
from strive.content.api import upkeep_shapes as shapes
from strive.content.api import writing_shapes
from strive.content.api.upkeep_answers import Answers, name_of, who
from strive.content.api.writing_media import shaped
from strive.content.api.writing_shaping import image_of, seo_of
from strive.content.errors import AuthorNotFound, CategoryNotFound
from strive.content.taxonomy import Author, AuthorDraft, Category, CategoryDraft
from strive.media.asset import Asset, is_asset_id
from strive.platform.errors import NotFound
from strive.platform.web.json_bodies import json_of
from strive.platform.web.parameters import Parameters

DELETION: Final = Parameters(shapes.DeletionQuery)


@dataclass(frozen=True, slots=True)
class Shelves:
    """What posts are sorted by."""

    answers: Answers

    async def create_category(self, request: Request) -> Response:
        """Add a category."""
        by = who(request)
        given = await json_of(request, shapes.CategoryInput)
        kept = await self.answers.upkeep.save_category(by, _category(given), request.scope)
        return await self._category(kept, 201)

    async def replace_category(self, request: Request) -> Response:
        """Change a category whole; an address it had before leads to the new one."""
        by = who(request)
        given = await json_of(request, shapes.CategoryInput)
        old = await self._known_category(request)
        draft = _category(given, old)
        return await self._category(
            await self.answers.upkeep.save_category(by, draft, request.scope)
        )

    async def delete_category(self, request: Request) -> Response:
        """Remove a category; those below move up, posts stay without it."""
        by = who(request)
        old = await self._known_category(request)
        await self.answers.upkeep.delete_category(by, old.id, request.scope)
        return self.answers.success(writing_shapes.Gone(id=old.id))

    async def create_author(self, request: Request) -> Response:
        """Add an author."""
        by = who(request)
        given = await json_of(request, shapes.AuthorInput)
        kept = await self.answers.upkeep.save_author(by, _author(given), request.scope)
        return await self._author(kept, 201)

    async def replace_author(self, request: Request) -> Response:
        """Change an author whole; an address they had before leads to the new one."""
        by = who(request)
        given = await json_of(request, shapes.AuthorInput)
        old = await self._known_author(request)
        draft = _author(given, old)
        return await self._author(await self.answers.upkeep.save_author(by, draft, request.scope))

    async def delete_author(self, request: Request) -> Response:
        """Remove an author; their posts stay without them."""
        by = who(request)
        old = await self._known_author(request)
        await self.answers.upkeep.delete_author(by, old.id, request.scope)
        return self.answers.success(writing_shapes.Gone(id=old.id))

    async def change_media(self, request: Request) -> Response:
        """Say what an image shows; texts it stands in already keep their own words."""
        by = who(request, Scope.MEDIA_WRITE)
        given = await json_of(request, shapes.MediaChanges)
        asset = await self._known_file(request)
        await self.answers.upkeep.describe_file(by, asset, given.alt.strip(), request.scope)
        return self.answers.success(shaped(asset, given.alt.strip()))

    async def delete_media(self, request: Request) -> Response:
        """Remove a file for good, unless it is used: then only with `evenIfUsed`."""
        by, asked = who(request, takes_query=True), DELETION.read(request.scope)
        asset = await self._known_file(request)
        await self.answers.upkeep.delete_file(
            by, asset, request.scope, even_if_used=asked.even_if_used
        )
        return self.answers.success(writing_shapes.Gone(id=asset.id))

    async def list_uses(self, request: Request) -> Response:
        """Posts, pages, authors, categories and settings that use a file, as saved now.

        The first hundred; earlier revisions and unsaved copies do not count.
        """
        by = who(request, Scope.MEDIA_WRITE)
        uses = await self.answers.upkeep.uses_of(by, await self._known_file(request))
        shaped_uses = [
            shapes.FileUse(
                kind=use.kind,
                id=use.id,
                title=use.title,
                url=self.answers.shaping.urls.of(use.path),
                status=use.status,
            )
            for use in uses.some
        ]
        return self.answers.success(shaped_uses, total=uses.total)

    async def _known_category(self, request: Request) -> Category:
        name = name_of(request, "slug", "category")
        tree = await self.answers.upkeep.content.taxonomy.stored_categories()
        found = tree.by_slug(name) or tree.by_id(name)
        if found is None:
            raise CategoryNotFound("There is no such category.")
        return found

    async def _known_author(self, request: Request) -> Author:
        name = name_of(request, "slug", "author")
        found = await self.answers.upkeep.content.taxonomy.stored_author(name)
        if found is None:
            raise AuthorNotFound("There is no such author.")
        return found

    async def _known_file(self, request: Request) -> Asset:
        asset_id = str(request.path_params["id"])
        found = await self.answers.media.by_id(asset_id) if is_asset_id(asset_id) else None
        if found is None:
            raise NotFound("There is no such file.")
        return found

    async def _category(self, kept: Category, status: int = 200) -> Response:
        taxonomy = self.answers.upkeep.content.taxonomy
        tree, counts = await taxonomy.stored_categories(), await taxonomy.category_counts()
        shape = self.answers.shaping.category(kept, tree, counts.get(kept.id, 0))
        return self.answers.success(shape, status=status)

    async def _author(self, kept: Author, status: int = 200) -> Response:
        counts = await self.answers.upkeep.content.taxonomy.author_counts()
        shape = self.answers.shaping.author(kept, counts.get(kept.id, 0))
        return self.answers.success(shape, status=status)


def _category(given: shapes.CategoryInput, old: Category | None = None) -> CategoryDraft:
    return CategoryDraft(
        id=old.id if old else "",
        title=given.title,
        slug=given.slug or (old.slug.current if old else ""),
        description=given.description,
        parent=given.parent,
        image=image_of(given.image),
        seo=seo_of(given.seo),
    )


def _author(given: shapes.AuthorInput, old: Author | None = None) -> AuthorDraft:
    return AuthorDraft(
        id=old.id if old else "",
        name=given.name,
        slug=given.slug or (old.slug.current if old else ""),
        bio=given.bio,
        image=image_of(given.image),
        website=given.website,
        location=given.location,
        social=tuple(given.social),
    )
