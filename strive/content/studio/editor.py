"""The editor: a plain form, which scripts make quick."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.pages.frame import done
from strive.accounts.principal import Principal, Scope
from strive.content.drafts import Draft
from strive.content.errors import SavedMeanwhile, SlugTaken
from strive.content.merging import Clash
from strive.content.permissions import require_create
from strive.content.post import Kind, Post
from strive.content.rules import is_id
from strive.content.studio.conflicts import Chosen, chosen
from strive.content.studio.fields import Reading, fields_of, read, shown, typed
from strive.content.studio.studio import Studio, by_script
from strive.content.studio.times import field_of, offset_of
from strive.kit.ids import new_id
from strive.platform.errors import Invalid
from strive.platform.web.bodies import take_up_to
from strive.platform.web.forms import Form, form_of

FORM_BYTES_MAX: Final = 8_000_000  # a text of two million bytes, percent-encoded
AUTHORS_OFFERED_MAX: Final = 50
AUTHORS_FOUND_MAX: Final = 20


@dataclass(frozen=True, slots=True)
class Editor:
    """Shows what is edited, and saves it."""

    studio: Studio

    async def new(self, request: Request, principal: Principal) -> Response:
        """Show an empty form, or what somebody left of a post that was never saved."""
        kind = kind_of(request.query_params.get("kind", ""))
        require_create(principal, kind)
        left = request.query_params.get("draft", "")
        copy = None
        if is_id(left):
            if await self.studio.content.posts.by_id(left):  # it was saved since
                return done(f"/studio/posts/{left}")
            copy = await self.studio.copies.get(principal.user_id, left)
        kind = copy.kind if copy else kind
        author = await self.studio.desk.permissions.author_of(principal)
        blank = Draft(title="", kind=kind, author=(author,) if author else ())
        fields = copy.fields if copy else fields_of(blank, await self.studio.zone())
        return await self._page(
            request,
            principal,
            kind,
            None,
            fields,
            draft_id=left if is_id(left) else new_id(),
        )

    async def edit(self, request: Request, principal: Principal) -> Response:
        """Show a post or page, and offer what somebody has typed and not saved."""
        post = await self.studio.desk.open(principal, post_id_of(request))
        zone = await self.studio.zone()
        fields = fields_of(Draft.of(post), zone)
        copy = await self.studio.copies.get(principal.user_id, post.id)
        restoring = copy is not None and "restore" in request.query_params
        offered = copy if copy is not None and not restoring else None
        if offered is not None and offered.fields == fields:
            offered = None
        return await self._page(
            request,
            principal,
            post.kind,
            post,
            copy.fields if restoring and copy else fields,
            offered=offered,
            revision=copy.revision if restoring and copy else post.revision,
            is_restored=restoring,
        )

    async def save(self, request: Request, principal: Principal) -> Response:
        """Save a form; a script is answered in JSON, a browser sent on."""
        post = None
        if "id" in request.path_params:
            post = await self.studio.desk.open(principal, post_id_of(request))
        form = await writing_of(request)
        draft_id = post.id if post else _draft_id(form)
        post = post or await self._made(principal, draft_id)
        kind = post.kind if post else kind_of(form.text("kind"))
        reading = read(form, kind, post, await self.studio.zone())
        reading = chosen(reading, form, post)
        reading = await self._with_author_named(reading, form.text("author_more").strip())
        if reading.errors:
            return await self._refused(request, principal, form, post, reading)
        try:
            saved = await self.studio.desk.save(principal, reading.draft, as_id=draft_id)
        except SavedMeanwhile as error:
            late = replace(reading.draft, id=draft_id)
            return await self._clashed(request, form, late, error)
        except (Invalid, SlugTaken) as error:
            field = "slug" if isinstance(error, SlugTaken) else ""
            wrong = Reading(reading.draft, {field: error.message})
            return await self._refused(request, principal, form, post, wrong)
        await self.studio.copies.discard(principal.user_id, draft_id)
        return await self._saved(request, form, saved)

    async def _made(self, principal: Principal, draft_id: str) -> Post | None:
        """Return the post that the form of a new one has made already: it was sent once more."""
        found = await self.studio.content.posts.by_id(draft_id)
        if found is not None:
            await self.studio.desk.permissions.require_edit(principal, found)
        return found

    async def _with_author_named(self, reading: Reading, named: str) -> Reading:
        """Add the author who is named in words, as it is done where no script finds them."""
        if not named:
            return reading
        found = await self.studio.content.taxonomy.authors_named(named, AUTHORS_FOUND_MAX)
        exact = [
            author
            for author in found
            if named.casefold() in {author.name.casefold(), author.slug.current}
        ]
        if len(one := exact or found) == 1:
            author = tuple(dict.fromkeys((*reading.draft.author, one[0].id)))
            return Reading(replace(reading.draft, author=author), reading.errors)
        message = (
            "Several are called like this: tick whom you mean."
            if found
            else "No author is called like this."
        )
        return Reading(reading.draft, {**reading.errors, "author_more": message})

    async def _authors(self, fields: Mapping[str, list[str]]) -> dict[str, Any]:
        """Return the authors to tick: those who are, those who were looked for, and some more."""
        taxonomy = self.studio.content.taxonomy
        ticked = fields.get("author", [])
        known = await taxonomy.authors_by_ids(ticked)
        named = (fields.get("author_more") or [""])[0]
        found = await taxonomy.authors_named(named, AUTHORS_FOUND_MAX)
        others = await taxonomy.authors(AUTHORS_OFFERED_MAX + 1)
        authors = {id_: known[id_] for id_ in ticked if id_ in known}
        for author in (*found, *others[:AUTHORS_OFFERED_MAX]):
            authors.setdefault(author.id, author)
        return {"authors": [*authors.values()], "more_authors": len(others) > AUTHORS_OFFERED_MAX}

    async def _saved(self, request: Request, form: Form, post: Post) -> Response:
        path = f"/studio/posts/{post.id}"
        if by_script(request):
            zone = await self.studio.zone()
            return self.studio.told(
                {
                    "id": post.id,
                    "path": path,
                    "revision": post.revision,
                    "status": post.status,
                    "slug": post.slug.current,
                    "address": self.studio.urls.of(post.path),
                    "fields": fields_of(Draft.of(post), zone),
                    "savedAt": self.studio.clock.now(),
                }
            )
        if form.text("do") == "review":
            return done(f"{path}/publish")
        return done(path, "saved")

    async def _clashed(
        self, request: Request, form: Form, draft: Draft, error: SavedMeanwhile
    ) -> Response:
        """Show what somebody else saved beside what was handed in, to choose."""
        clash = await self.studio.desk.clash(draft)
        if by_script(request):
            return self.studio.refused(
                error.message, error.code, 409, revision=clash.latest.revision, by=clash.saved.by
            )
        return await self.studio.frame.page(
            request,
            "studio/conflict.html",
            title="Somebody else saved this meanwhile",
            status=409,
            post=clash.latest,
            clash=clash,
            fields=[
                (name, value) for name, values in typed(form).items() for value in (values or [""])
            ],
            **_choices(clash),
        )

    async def _refused(
        self,
        request: Request,
        principal: Principal,
        form: Form,
        post: Post | None,
        reading: Reading,
    ) -> Response:
        message = "This could not be saved: " + " ".join(reading.errors.values())
        if by_script(request):
            return self.studio.refused(message, "invalid", 400, fields=dict(reading.errors))
        return await self._page(
            request,
            principal,
            reading.draft.kind,
            post,
            typed(form),
            errors=reading.errors,
            status=400,
            draft_id=_draft_id(form),
            revision=reading.draft.revision,
        )

    async def _page(  # noqa: PLR0913 - what the form shows
        self,
        request: Request,
        principal: Principal,
        kind: Kind,
        post: Post | None,
        fields: Mapping[str, list[str]],
        *,
        errors: Mapping[str, str] | None = None,
        status: int = 200,
        offered: Any = None,
        draft_id: str = "",
        revision: int = 0,
        is_restored: bool = False,
    ) -> Response:
        studio = self.studio
        site, zone = await studio.content.site.get(), await studio.zone()
        tree = await studio.content.taxonomy.categories()
        return await studio.frame.page(
            request,
            "studio/editor.html",
            title=post.title if post else ("New post" if kind is Kind.POST else "New page"),
            status=status,
            kind=kind,
            post=post,
            draft_id=post.id if post else draft_id,
            revision=revision or (post.revision if post else 0),
            form=shown(fields),
            errors=errors or {},
            offered=offered,
            is_restored=is_restored,
            **await self._authors(fields),
            categories=tree.ordered(),
            site=site,
            base=studio.urls.base,
            may_upload=principal.may(Scope.MEDIA_WRITE),
            zone_shown=offset_of((post.published_at if post else None) or studio.clock.now(), zone),
            published_field=field_of(post.published_at, zone) if post else "",
            unfinished=[]
            if post or fields.get("title", [""]) != [""]
            else await studio.copies.new_ones(principal.user_id),
        )


async def writing_of(request: Request) -> Form:
    """Read the form of the editor, whose text may be as long as a post's."""
    take_up_to(request.scope, FORM_BYTES_MAX)
    return await form_of(request, field_bytes_max=FORM_BYTES_MAX)


def post_id_of(request: Request) -> str:
    """Return the id in the address; one that can be none is looked up as "", which is none."""
    text = str(request.path_params["id"])
    return text if is_id(text) else "-"


def _choices(clash: Clash) -> Mapping[str, Any]:
    return {"choices": [Chosen.of(diff, clash) for diff in clash.fields]}


def kind_of(text: str) -> Kind:
    """Return the kind a form is for; a post where it does not say."""
    return Kind.PAGE if text == Kind.PAGE.value else Kind.POST


def _draft_id(form: Form) -> str:
    text = form.text("draft_id")
    return text if is_id(text) else new_id()
