"""Who may ask what: one line for each route and method. What has no line is allowed to nobody.

A new route gets its line here, with one of:

- `ANYBODY`: the public site, and what one needs before one is signed in
- `SIGNED_IN`: everybody who is signed in, for what is their own
- `STAFF`: every role but member, with a second factor
- a `Scope`: whoever has this right; roles have theirs from `strive/accounts/role.py`
- `SIGNATURE`: a program that signs what it sends; no credential of the site opens it

Of the routes in `OF_OWN_POSTS` an author may use only those of posts of their own.
"""

from __future__ import annotations

from enum import Enum, auto

from strive.accounts.role import Scope


class Who(Enum):
    """Those who need no particular right, and those whom none helps."""

    ANYBODY = auto()
    SIGNED_IN = auto()
    STAFF = auto()
    SIGNATURE = auto()


ANYBODY, SIGNED_IN, STAFF, SIGNATURE = Who

PUBLIC_PAGES = """
    / /blog /blog/archive /blog/{slug} /blog/{year}/{month} /categories /categories/{slug}
    /categories/{slug}/feed.xml /tags/{slug} /authors /authors/{slug} /authors/{slug}/feed.xml
    /search /feed.xml /atom.xml /feed.json /sitemap.xml /sitemaps/{name}.xml /robots.txt /llms.txt
    /{key}.txt /{slug} /preview/{token} /theme/accent-{colour}.css /static/{path:path}
    /media/{fold}/{id}/{name} /livez /readyz /api/docs /api/openapi.json /api/v1/posts
    /api/v1/posts/{slug} /api/v1/pages/{slug} /api/v1/categories /api/v1/categories/{slug}
    /api/v1/authors /api/v1/authors/{slug} /api/v1/search /api/v1/site
"""

PERMISSIONS: dict[str, Who | Scope] = {
    **{f"GET {path}": ANYBODY for path in PUBLIC_PAGES.split()},
    "POST /api/v1/webhooks/sanity": SIGNATURE,
    # an invitation
    "GET /account/welcome": ANYBODY,
    "POST /account/welcome": ANYBODY,
    # writing
    "POST /api/v1/posts": Scope.CONTENT_WRITE_OWN,
    "POST /api/v1/pages": Scope.CONTENT_WRITE,
    "POST /api/v1/media": Scope.MEDIA_WRITE,
    "GET /api/v1/drafts": Scope.CONTENT_READ,
    "POST /api/v1/rendered": Scope.CONTENT_WRITE_OWN,
    "GET /api/v1/drafts/{id}": Scope.CONTENT_WRITE_OWN,
    "PUT /api/v1/drafts/{id}": Scope.CONTENT_WRITE_OWN,
    "PATCH /api/v1/drafts/{id}": Scope.CONTENT_WRITE_OWN,
    "DELETE /api/v1/drafts/{id}": Scope.CONTENT_WRITE_OWN,
    "PUT /api/v1/drafts/{id}/publication": Scope.CONTENT_WRITE_OWN,
    "DELETE /api/v1/drafts/{id}/publication": Scope.CONTENT_WRITE_OWN,
    "POST /api/v1/drafts/{id}/preview": Scope.CONTENT_WRITE_OWN,
    "GET /api/v1/drafts/{id}/revisions": Scope.CONTENT_WRITE_OWN,
    "GET /api/v1/drafts/{id}/revisions/{number}": Scope.CONTENT_WRITE_OWN,
    "GET /api/v1/drafts/{id}/diff": Scope.CONTENT_WRITE_OWN,
    "PUT /api/v1/drafts/{id}/revisions/{number}/restored": Scope.CONTENT_WRITE_OWN,
    # the studio: writing
    "GET /studio/posts": Scope.CONTENT_READ,
    "GET /studio/pages": Scope.CONTENT_WRITE,
    "POST /studio/posts/bulk": Scope.CONTENT_READ,
    "POST /studio/posts/preview": Scope.CONTENT_READ,
    "POST /studio/posts/convert": Scope.CONTENT_READ,
    "GET /studio/posts/pictures": Scope.CONTENT_READ,
    "GET /studio/posts/tags": Scope.CONTENT_READ,
    "GET /studio/posts/new": Scope.CONTENT_READ,
    "POST /studio/posts/new": Scope.CONTENT_READ,
    "GET /studio/posts/{id}": Scope.CONTENT_READ,
    "POST /studio/posts/{id}": Scope.CONTENT_READ,
    "POST /studio/posts/{id}/copy": Scope.CONTENT_READ,
    "POST /studio/posts/{id}/copy/discard": Scope.CONTENT_READ,
    "POST /studio/posts/{id}/here": Scope.CONTENT_READ,
    "GET /studio/posts/{id}/publish": Scope.CONTENT_READ,
    "POST /studio/posts/{id}/publish": Scope.CONTENT_READ,
    "POST /studio/posts/{id}/withdraw": Scope.CONTENT_READ,
    "GET /studio/posts/{id}/delete": Scope.CONTENT_READ,
    "POST /studio/posts/{id}/delete": Scope.CONTENT_READ,
    "POST /studio/posts/{id}/share": Scope.CONTENT_READ,
    "GET /studio/posts/{id}/revisions": Scope.CONTENT_READ,
    "POST /studio/posts/{id}/revisions/{number}/restore": Scope.CONTENT_READ,
}

OF_OWN_POSTS = ("/api/v1/drafts/{id}", "/studio/posts/{id}")
