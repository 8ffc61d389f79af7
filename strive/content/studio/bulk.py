"""One thing done to many posts, after it was said what that will be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from strive.accounts.pages.frame import done
from strive.accounts.principal import Principal
from strive.content.desk import Desk
from strive.content.drafts import Draft, tag_of
from strive.content.post import Kind, PostSummary
from strive.content.rules import is_id
from strive.content.studio.studio import Studio
from strive.platform.errors import Invalid, StriveError
from strive.platform.web.forms import form_of

AT_ONCE_MAX: Final = 100
VERBS: Final = {
    "publish": "Publish",
    "withdraw": "Withdraw",
    "delete": "Delete",
    "tag": "Add a tag to",
    "category": "File",
}


class Failed(NamedTuple):
    """A post that nothing could be done to, and why."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class BulkActions:
    """Publish, withdraw, delete, tag, file under a category."""

    studio: Studio

    async def act(self, request: Request, principal: Principal) -> Response:
        """Ask first; do it when the answer comes back."""
        form = await form_of(request)
        ids = [id_ for id_ in dict.fromkeys(form.texts("id")) if is_id(id_)][:AT_ONCE_MAX]
        action, kind = form.text("action"), form.text("kind")
        path = "/studio/pages" if kind == Kind.PAGE else "/studio/posts"
        if action not in VERBS or not ids:
            return done(path, "nothing-chosen")
        posts = await self.studio.store.by_ids(ids)
        if not posts:
            return done(path, "nothing-left")
        value = form.text("tag_name" if action == "tag" else "category_id").strip()
        try:
            label = await self._label(action, value)
        except Invalid:
            return done(path, f"which-{action}")
        context: dict[str, Any] = {
            "action": action,
            "verb": VERBS[action],
            "posts": posts,
            "value": value,
            "label": label,
            "list_path": path,
            "kind": kind,
        }
        if not form.is_checked("sure"):
            title = f"{VERBS[action]} {len(posts)} {'post' if len(posts) == 1 else 'posts'}?"
            return await self.studio.frame.page(
                request, "studio/bulk.html", title=title, failed=None, **context
            )
        failed = await self._done(principal, posts, _deed(action, value), request.scope)
        if not failed:
            return done(path, f"{action}-{len(posts)}")
        return await self.studio.frame.page(
            request, "studio/bulk.html", title="Not everything was done", failed=failed, **context
        )

    async def _label(self, action: str, value: str) -> str:
        """Return what a tag or category is called; raises `Invalid` for none."""
        if action == "tag":
            return tag_of(value).name
        if action == "category":
            category = (await self.studio.content.taxonomy.categories()).by_id(value)
            if category is None:
                raise Invalid("Choose the category to file them under.")
            return category.title
        return ""

    async def _done(
        self, principal: Principal, posts: list[PostSummary], deed: Deed, scope: Scope
    ) -> list[Failed]:
        failed: list[Failed] = []
        for post in posts:
            try:
                await deed(self.studio.desk, principal, post.id, scope)
            except StriveError as error:
                failed.append(Failed(post.title, error.message))
        return failed


Deed = Callable[[Desk, Principal, str, Scope], Awaitable[object]]


def _deed(action: str, value: str) -> Deed:
    """Return what is to be done to each."""
    deeds: Mapping[str, Deed] = {
        "publish": lambda desk, by, id_, scope: desk.publish(by, id_, scope),
        "withdraw": lambda desk, by, id_, scope: desk.withdraw(by, id_, scope),
        "delete": lambda desk, by, id_, scope: desk.delete(by, id_, scope),
        "tag": lambda desk, by, id_, _: _tagged(desk, by, id_, value),
        "category": lambda desk, by, id_, _: _filed(desk, by, id_, value),
    }
    return deeds[action]


async def _tagged(desk: Desk, by: Principal, post_id: str, name: str) -> None:
    draft, tag = Draft.of(await desk.open(by, post_id)), tag_of(name)
    if tag.slug not in {each.slug for each in draft.tags}:
        await desk.save(by, replace(draft, tags=(*draft.tags, tag)))


async def _filed(desk: Desk, by: Principal, post_id: str, category: str) -> None:
    draft = Draft.of(await desk.open(by, post_id))
    if category not in draft.categories:
        await desk.save(by, replace(draft, categories=(*draft.categories, category)))
