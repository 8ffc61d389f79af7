"""What can go wrong with content, beyond the general kinds in `platform.errors`."""

from __future__ import annotations

from strive.platform.errors import Conflict, Invalid, NotFound


class PostNotFound(NotFound):
    """No such post or page."""

    code = "post_not_found"


class CategoryNotFound(NotFound):
    """No such category."""

    code = "category_not_found"


class AuthorNotFound(NotFound):
    """No such author."""

    code = "author_not_found"


class RevisionNotFound(NotFound):
    """No such revision of this post."""

    code = "revision_not_found"


class EndpointNotFound(NotFound):
    """No such webhook endpoint."""

    code = "endpoint_not_found"


class SlugTaken(Conflict):
    """Something of the same kind already has this slug."""

    code = "slug_taken"


class FileUsed(Conflict):
    """Something shows this file still."""

    code = "media_used"


class SavedMeanwhile(Conflict):
    """Somebody else saved since this was read; read again, merge, and save."""

    code = "saved_meanwhile"


class CursorInvalid(Invalid):
    """The cursor was not made by this list, or was made for another order."""

    code = "cursor_invalid"


class PageInvalid(Invalid):
    """The page number or size is out of range."""

    code = "page_invalid"


class PreviewInvalid(NotFound):
    """The preview link was not made here, or the post is gone."""

    code = "preview_invalid"


class PreviewExpired(NotFound):
    """The preview link was good once."""

    code = "preview_expired"
