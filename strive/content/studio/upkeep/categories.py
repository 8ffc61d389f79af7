"""Categories in the studio: the tree, and one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.pages.frame import done
from strive.accounts.principal import Principal
from strive.content.errors import CategoryNotFound
from strive.content.post import Seo
from strive.content.shelving import check_category
from strive.content.studio.fields import seo_of
from strive.content.studio.upkeep.upkept import Errors, Upkept, faults, id_of, refusal
from strive.content.taxonomy import Category, CategoryDraft
from strive.content.tree import Tree
from strive.platform.web.forms import Form, form_of

PATH: Final = "/studio/categories"
_CHECKED: Final = ("title", "slug", "description", "image")
_SEO_FIELDS: Final = {
    "title": "seo_title",
    "description": "seo_description",
    "image": "seo_image",
    "social_title": "social_title",
    "social_description": "social_description",
}


@dataclass(frozen=True, slots=True)
class Categories:
    """What posts are filed under."""

    upkept: Upkept

    async def every(self, request: Request, _: Principal) -> Response:
        """Show the tree."""
        taxonomy = self.upkept.upkeep.content.taxonomy
        tree = await taxonomy.stored_categories()
        return await self.upkept.page(
            request,
            "categories.html",
            "Categories",
            tree=tree.ordered(),
            counts=await taxonomy.category_counts(),
        )

    async def new(self, request: Request, _: Principal) -> Response:
        """Show an empty form."""
        parent = request.query_params.get("in", "")
        tree = await self._tree()
        draft = CategoryDraft(title="", parent=parent if tree.by_id(parent) else "")
        return await self._form(request, draft, tree)

    async def edit(self, request: Request, _: Principal) -> Response:
        """Show a category."""
        tree = await self._tree()
        category = self._found(request, tree)
        return await self._form(request, CategoryDraft.of(category), tree, old=category)

    async def save(self, request: Request, principal: Principal) -> Response:
        """Add a category, or change one."""
        form, tree = await form_of(request), await self._tree()
        old = self._found(request, tree) if "id" in request.path_params else None
        draft = await self._draft(form, old)
        errors = faults(check_category, draft, CategoryDraft(title="x"), _CHECKED)
        wrong = faults(_check_seo, draft.seo, Seo(), _SEO_FIELDS)
        errors |= {_SEO_FIELDS[name]: message for name, message in wrong.items()}
        if not errors:
            saving = self.upkept.upkeep.save_category(principal, draft, request.scope)
            errors = await refusal(saving, "parent")
        if not errors:
            return done(PATH, "saved" if old else "added")
        return await self._form(request, draft, tree, old=old, errors=errors)

    async def delete(self, request: Request, principal: Principal) -> Response:
        """Remove a category."""
        category_id = id_of(request, "category")
        await self.upkept.upkeep.delete_category(principal, category_id, request.scope)
        return done(PATH, "deleted")

    async def _tree(self) -> Tree:
        return await self.upkept.upkeep.content.taxonomy.stored_categories()

    def _found(self, request: Request, tree: Tree) -> Category:
        category = tree.by_id(id_of(request, "category"))
        if category is None:
            raise CategoryNotFound("There is no such category.")
        return category

    async def _draft(self, form: Form, old: Category | None) -> CategoryDraft:
        image = await self.upkept.picture(form, "image", old.image if old else None)
        social = await self.upkept.picture(form, "seo_image", old.seo.image if old else None)
        return CategoryDraft(
            id=old.id if old else "",
            title=form.text("title").strip(),
            slug=form.text("slug").strip(),
            description=form.text("description").strip(),
            parent=form.text("parent"),
            image=image,
            seo=seo_of(form, social),
        )

    async def _form(
        self,
        request: Request,
        draft: CategoryDraft,
        tree: Tree,
        *,
        old: Category | None = None,
        errors: Errors | None = None,
    ) -> Response:
        within = set(tree.within(old.id)) if old else set()
        counts = await self.upkept.upkeep.content.taxonomy.category_counts() if old else {}
        return await self.upkept.page(
            request,
            "category.html",
            old.title if old else "New category",
            draft=draft,
            old=old,
            plain_seo=Seo(),
            parents=[
                ("", "At the top"),
                *(
                    (entry.id, "· " * depth + entry.title)
                    for depth, entry in tree.ordered()
                    if entry.id not in within
                ),
            ],
            below=len(tree.children(old.id)) if old else 0,
            posts=counts.get(old.id, 0) if old else 0,
            errors=errors,
        )


def _check_seo(seo: Seo) -> None:
    check_category(CategoryDraft(title="x", seo=seo))
