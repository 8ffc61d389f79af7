"""Writing by API: the endpoints, with what is said of them.

Reading goes by slug, for that is the address; writing by id, for a slug may change while somebody
edits. What is edited of a post or page is its draft, at `/drafts/{id}`.
"""

from __future__ import annotations

from typing import Any, Final

from strive.content.api import writing_examples as examples
from strive.content.api import writing_shapes as shapes
from strive.content.api.writing_drafts import Drafts
from strive.content.api.writing_history import DIFF, HISTORY, History
from strive.content.api.writing_lists import DRAFTS, Listing
from strive.content.api.writing_media import FILES, Uploads
from strive.content.desk import Desk
from strive.content.desk_lists import DeskLists
from strive.content.pages.urls import Urls
from strive.kit.clock import Clock
from strive.media import Media
from strive.platform.ratelimit.standard import API
from strive.platform.web.api import Endpoint
from strive.platform.web.private import CURSOR, Group, json_body, told

TAG: Final = "writing"
_GROUP: Final = Group(TAG, API)
_BY_ID: Final = {"id": ("The id of the post or page", examples.DRAFT.id)}
SCHEMA_TYPES: Final = (
    shapes.DraftInput,
    shapes.DraftChanges,
    shapes.PublicationInput,
    shapes.PreviewInput,
    shapes.DraftShape,
    shapes.DraftSummary,
    shapes.RenderedShape,
    shapes.RevisionShape,
    shapes.WholeRevision,
    shapes.ComparisonShape,
    shapes.PreviewShape,
    shapes.MediaShape,
    shapes.Gone,
)
_NUMBERED: Final = {**_BY_ID, "number": ("The number of the revision", "2")}
_IF_MATCH: Final = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": 'The revision that was edited, as `ETag` named it ("3"); `*` saves over any',
    "schema": {"type": "string", "maxLength": 40},
    "example": '"3"',
}
_UPLOAD: Final = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "properties": {
                "file": {"type": "string", "format": "binary", "description": "The file"},
                "alt": {
                    "type": "string",
                    "maxLength": 2_000,
                    "description": "What an image shows",
                },
            },
            "required": ["file"],
        }
    }
}


def endpoints(
    desk: Desk, lists: DeskLists, media: Media, *, base_url: str, clock: Clock
) -> list[Endpoint]:
    """Return what answers, below `/api/v1`; `base_url` is the site's whole address."""
    drafts = Drafts(desk, Urls(base_url.rstrip("/")), clock)
    return [
        *_of_lists(Listing(drafts, lists)),
        *_of_drafts(drafts),
        *_of_publication(drafts),
        *_of_history(History(drafts)),
        *_of_files(Uploads(media, clock)),
    ]


def _of_files(uploads: Uploads) -> list[Endpoint]:
    one, example, at = shapes.MediaShape, examples.MEDIA, "/media"
    path = {"id": ("The id of the file", example.id)}
    listed = told(
        one, example, "List files", parameters=FILES, many=True, meta={"nextCursor": CURSOR}
    )
    got = told(one, example, "Get a file", path=path, errors=[404])
    made = told(one, example, "Upload a file", status=201, body=_UPLOAD)
    return [
        _GROUP.endpoint("GET", at, uploads.list_media, "listMedia", listed),
        _GROUP.endpoint("GET", f"{at}/{{id}}", uploads.get_media, "getMedia", got),
        _GROUP.endpoint("POST", at, uploads.create_media, "createMedia", made),
    ]


def _of_lists(listing: Listing) -> list[Endpoint]:
    listed = told(
        shapes.DraftSummary,
        examples.SUMMARY,
        "List what is edited",
        parameters=DRAFTS,
        many=True,
        meta={"nextCursor": CURSOR},
    )
    text = json_body(shapes.BodyInput, {"source": "The lamp is *lit*.", "format": "markdown"})
    rendered = told(shapes.RenderedShape, examples.RENDERED, "Render a text", body=text)
    return [
        _GROUP.endpoint("GET", "/drafts", listing.list_drafts, "listDrafts", listed),
        _GROUP.endpoint("POST", "/rendered", listing.render, "renderText", rendered),
    ]


def _of_drafts(drafts: Drafts) -> list[Endpoint]:
    whole = json_body(shapes.DraftInput, examples.DRAFT_INPUT)
    parts = json_body(shapes.DraftChanges, examples.DRAFT_CHANGES)
    one, example = shapes.DraftShape, examples.DRAFT

    def making(summary: str) -> dict[str, Any]:
        return told(one, example, summary, status=201, errors=[409], body=whole)

    def saving(summary: str, body: dict[str, Any]) -> dict[str, Any]:
        errors, headers = [404, 409, 428], [_IF_MATCH]
        return told(one, example, summary, path=_BY_ID, errors=errors, headers=headers, body=body)

    got = told(one, example, "Get what is edited", path=_BY_ID, errors=[404])
    gone = told(shapes.Gone, examples.GONE, "Delete it", path=_BY_ID, errors=[404, 409])
    replaced, changed = saving("Save it whole", whole), saving("Change some fields", parts)
    at = "/drafts/{id}"
    return [
        _GROUP.endpoint("POST", "/posts", drafts.create_post, "createPost", making("Make a post")),
        _GROUP.endpoint("POST", "/pages", drafts.create_page, "createPage", making("Make a page")),
        _GROUP.endpoint("GET", at, drafts.get_draft, "getDraft", got),
        _GROUP.endpoint("PUT", at, drafts.replace_draft, "replaceDraft", replaced),
        _GROUP.endpoint("PATCH", at, drafts.change_draft, "changeDraft", changed),
        _GROUP.endpoint("DELETE", at, drafts.delete_draft, "deleteDraft", gone),
    ]


def _of_publication(drafts: Drafts) -> list[Endpoint]:
    one, at = shapes.DraftShape, "/drafts/{id}/publication"
    when = json_body(shapes.PublicationInput, shapes.PublicationInput())
    lasting = json_body(shapes.PreviewInput, shapes.PreviewInput(hours=48))
    return [
        _GROUP.endpoint(
            "PUT",
            at,
            drafts.publish,
            "publishDraft",
            told(
                one,
                examples.PUBLISHED,
                "Publish or schedule",
                path=_BY_ID,
                errors=[404, 409],
                body=when,
            ),
        ),
        _GROUP.endpoint(
            "DELETE",
            at,
            drafts.withdraw,
            "withdrawDraft",
            told(one, examples.DRAFT, "Withdraw", path=_BY_ID, errors=[404, 409]),
        ),
        _GROUP.endpoint(
            "POST",
            "/drafts/{id}/preview",
            drafts.preview,
            "createPreview",
            told(
                shapes.PreviewShape,
                examples.PREVIEW,
                "Make a preview link",
                path=_BY_ID,
                status=201,
                errors=[404],
                body=lasting,
            ),
        ),
    ]


def _of_history(history: History) -> list[Endpoint]:
    at = "/drafts/{id}/revisions"
    return [
        _GROUP.endpoint(
            "GET",
            at,
            history.list_revisions,
            "listRevisions",
            told(
                shapes.RevisionShape,
                examples.REVISION,
                "List revisions",
                path=_BY_ID,
                errors=[404],
                parameters=HISTORY,
                many=True,
            ),
        ),
        _GROUP.endpoint(
            "GET",
            f"{at}/{{number}}",
            history.get_revision,
            "getRevision",
            told(
                shapes.WholeRevision,
                examples.WHOLE_REVISION,
                "Get a revision",
                path=_NUMBERED,
                errors=[404],
            ),
        ),
        *_of_two_revisions(history),
    ]


def _of_two_revisions(history: History) -> list[Endpoint]:
    at = "/drafts/{id}/revisions"
    return [
        _GROUP.endpoint(
            "GET",
            "/drafts/{id}/diff",
            history.compare,
            "compareRevisions",
            told(
                shapes.ComparisonShape,
                examples.COMPARISON,
                "Compare two revisions",
                path=_BY_ID,
                errors=[404],
                parameters=DIFF,
            ),
        ),
        _GROUP.endpoint(
            "PUT",
            f"{at}/{{number}}/restored",
            history.restore,
            "restoreRevision",
            told(
                shapes.DraftShape,
                examples.DRAFT,
                "Restore a revision",
                path=_NUMBERED,
                errors=[404, 409],
            ),
        ),
    ]
