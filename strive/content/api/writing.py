"""Writing by API: the endpoints, with what is said of them.

Reading goes by slug, for that is the address; writing by id, for a slug may change while somebody
edits. What is edited of a post or page is its draft, at `/drafts/{id}`.
"""

from __future__ import annotations

from typing import Any, Final

from strive.content.api import writing_examples as examples
from strive.content.api import writing_shapes as shapes
from strive.content.api.writing_describing import json_body, told
from strive.content.api.writing_drafts import Drafts
from strive.content.api.writing_history import DIFF, HISTORY, History
from strive.content.api.writing_lists import CURSOR, DRAFTS, Listing
from strive.content.api.writing_media import Uploads
from strive.content.desk import Desk
from strive.content.desk_lists import DeskLists
from strive.content.pages.urls import Urls
from strive.kit.clock import Clock
from strive.media import Media
from strive.platform.ratelimit.standard import API
from strive.platform.web.api import Endpoint

TAG: Final = "writing"
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
        _endpoint(
            "POST",
            "/media",
            Uploads(media, clock).create_media,
            "createMedia",
            told(
                shapes.MediaShape,
                examples.MEDIA,
                "Upload a file",
                status=201,
                errors=[413, 415],
                body=_UPLOAD,
            ),
        ),
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
    rendered = told(
        shapes.RenderedShape, examples.RENDERED, "Render a text", errors=[413, 415], body=text
    )
    return [
        _endpoint("GET", "/drafts", listing.list_drafts, "listDrafts", listed),
        _endpoint("POST", "/rendered", listing.render, "renderText", rendered),
    ]


def _of_drafts(drafts: Drafts) -> list[Endpoint]:
    whole = json_body(shapes.DraftInput, examples.DRAFT_INPUT)
    parts = json_body(shapes.DraftChanges, examples.DRAFT_CHANGES)
    one, example = shapes.DraftShape, examples.DRAFT

    def making(summary: str) -> dict[str, Any]:
        return told(one, example, summary, status=201, errors=[409, 413, 415], body=whole)

    def saving(summary: str, body: dict[str, Any]) -> dict[str, Any]:
        errors, headers = [404, 409, 413, 415, 428], [_IF_MATCH]
        return told(one, example, summary, by_id=True, errors=errors, headers=headers, body=body)

    got = told(one, example, "Get what is edited", by_id=True, errors=[404])
    gone = told(shapes.Gone, examples.GONE, "Delete it", by_id=True, errors=[404, 409])
    replaced, changed = saving("Save it whole", whole), saving("Change some fields", parts)
    at = "/drafts/{id}"
    return [
        _endpoint("POST", "/posts", drafts.create_post, "createPost", making("Make a post")),
        _endpoint("POST", "/pages", drafts.create_page, "createPage", making("Make a page")),
        _endpoint("GET", at, drafts.get_draft, "getDraft", got),
        _endpoint("PUT", at, drafts.replace_draft, "replaceDraft", replaced),
        _endpoint("PATCH", at, drafts.change_draft, "changeDraft", changed),
        _endpoint("DELETE", at, drafts.delete_draft, "deleteDraft", gone),
    ]


def _of_publication(drafts: Drafts) -> list[Endpoint]:
    one, at = shapes.DraftShape, "/drafts/{id}/publication"
    when = json_body(shapes.PublicationInput, shapes.PublicationInput())
    lasting = json_body(shapes.PreviewInput, shapes.PreviewInput(hours=48))
    return [
        _endpoint(
            "PUT",
            at,
            drafts.publish,
            "publishDraft",
            told(
                one,
                examples.PUBLISHED,
                "Publish or schedule",
                by_id=True,
                errors=[404, 409, 415],
                body=when,
            ),
        ),
        _endpoint(
            "DELETE",
            at,
            drafts.withdraw,
            "withdrawDraft",
            told(one, examples.DRAFT, "Withdraw", by_id=True, errors=[404, 409]),
        ),
        _endpoint(
            "POST",
            "/drafts/{id}/preview",
            drafts.preview,
            "createPreview",
            told(
                shapes.PreviewShape,
                examples.PREVIEW,
                "Make a preview link",
                by_id=True,
                status=201,
                errors=[404, 415],
                body=lasting,
            ),
        ),
    ]


def _of_history(history: History) -> list[Endpoint]:
    number = {"number": ("The number of the revision", "2")}
    at = "/drafts/{id}/revisions"
    return [
        _endpoint(
            "GET",
            at,
            history.list_revisions,
            "listRevisions",
            told(
                shapes.RevisionShape,
                examples.REVISION,
                "List revisions",
                by_id=True,
                errors=[404],
                parameters=HISTORY,
                many=True,
            ),
        ),
        _endpoint(
            "GET",
            f"{at}/{{number}}",
            history.get_revision,
            "getRevision",
            told(
                shapes.WholeRevision,
                examples.WHOLE_REVISION,
                "Get a revision",
                by_id=True,
                errors=[404],
                path=number,
            ),
        ),
        *_of_two_revisions(history, number),
    ]


def _of_two_revisions(history: History, number: dict[str, tuple[str, str]]) -> list[Endpoint]:
    at = "/drafts/{id}/revisions"
    return [
        _endpoint(
            "GET",
            "/drafts/{id}/diff",
            history.compare,
            "compareRevisions",
            told(
                shapes.ComparisonShape,
                examples.COMPARISON,
                "Compare two revisions",
                by_id=True,
                errors=[404],
                parameters=DIFF,
            ),
        ),
        _endpoint(
            "PUT",
            f"{at}/{{number}}/restored",
            history.restore,
            "restoreRevision",
            told(
                shapes.DraftShape,
                examples.DRAFT,
                "Restore a revision",
                by_id=True,
                errors=[404, 409],
                path=number,
            ),
        ),
    ]


def _endpoint(method: str, path: str, handler: Any, name: str, details: dict[str, Any]) -> Endpoint:
    return Endpoint(path, handler, name, TAG, details, API, method)
