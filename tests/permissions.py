"""Who may ask what: every route with its methods. What has no line is allowed to nobody.

A new route gets its line in the block of those who may:

- `ANYBODY`: the public site, and what one needs before one is signed in
- `SIGNED_IN`: everybody who is signed in, for what is their own
- `STAFF`: every role but member, with a second factor
- a `Scope`: whoever has this right; roles have theirs from `strive/accounts/role.py`
- `SIGNATURE`: a program that signs what it sends; no credential of the site opens it

Below `OF_OWN_POSTS` an author may use only what is of posts of their own.
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

LINES: dict[Who | Scope, str] = {
    ANYBODY: """
        GET /
        GET /.well-known/gpc.json
        GET POST /account/email/confirm
        GET POST /account/forgot
        GET POST /account/magic
        GET POST /account/register
        GET POST /account/reset
        GET POST /account/sign-in
        POST /account/sign-out
        GET POST /account/verify
        GET POST /account/welcome
        POST /account/with/{provider}
        GET /account/with/{provider}/callback
        GET /api/docs
        GET /api/openapi.json
        POST /api/v1/auth/login
        POST /api/v1/auth/logout
        POST /api/v1/auth/magic
        POST /api/v1/auth/passkey
        POST /api/v1/auth/passkey/options
        POST /api/v1/auth/password/forgot
        POST /api/v1/auth/password/reset
        POST /api/v1/auth/register
        POST /api/v1/auth/verify
        GET /api/v1/authors
        GET /api/v1/authors/{slug}
        GET /api/v1/categories
        GET /api/v1/categories/{slug}
        GET /api/v1/pages/{slug}
        GET /api/v1/posts
        GET /api/v1/privacy/receipts/{id}
        GET /api/v1/privacy/register
        GET /api/v1/posts/{slug}
        GET /api/v1/search
        GET /api/v1/site
        GET /atom.xml
        GET /authors
        GET /authors/{slug}
        GET /authors/{slug}/feed.xml
        GET /blog
        GET /blog/archive
        GET /blog/{slug}
        GET /blog/{year}/{month}
        GET /categories
        GET /categories/{slug}
        GET /categories/{slug}/feed.xml
        GET /feed.json
        GET /feed.xml
        GET /livez
        GET /llms.txt
        GET /media/people/{name}
        GET /media/{fold}/{id}/{name}
        GET /preview/{token}
        GET /privacy
        GET /privacy/choices
        GET /privacy/receipts/{id}
        GET /privacy/record
        GET /readyz
        GET /robots.txt
        GET /search
        GET /sitemap.xml
        GET /sitemaps/{name}.xml
        GET /static/{path:path}
        GET /tags/{slug}
        GET /theme/accent-{colour}.css
        GET /{key}.txt
        GET /{slug}
    """,
    SIGNED_IN: """
        GET POST /account
        GET POST /account/again
        GET /account/data
        POST /account/data/choices/{purpose}
        GET POST /account/data/erase
        POST /account/data/export
        GET POST /account/email
        GET /account/factors
        GET POST /account/factors/authenticator
        GET /account/factors/new
        POST /account/factors/passkeys/{id}/name
        POST /account/factors/passkeys/{id}/remove
        GET POST /account/factors/recovery
        POST /account/factors/remove
        GET /account/identities
        POST /account/identities/{id}/remove
        POST /account/identities/{provider}/link
        GET POST /account/password
        GET POST /account/picture
        POST /account/picture/remove
        GET POST /account/second-factor
        GET /account/sessions
        POST /account/sessions/everywhere
        POST /account/sessions/others
        POST /account/sessions/{id}/end
        GET PATCH /api/v1/me
        GET /api/v1/me/consents
        DELETE GET /api/v1/me/data
        DELETE PUT /api/v1/me/avatar
        DELETE PUT /api/v1/me/consents/{purpose}
        POST /api/v1/auth/again
        POST /api/v1/auth/second-factor
        DELETE POST /api/v1/me/authenticator
        POST /api/v1/me/authenticator/options
        GET /api/v1/me/factors
        POST /api/v1/me/passkeys
        POST /api/v1/me/passkey/options
        DELETE PATCH /api/v1/me/passkeys/{id}
        POST /api/v1/me/recovery-codes
        GET /api/v1/me/identities
        DELETE /api/v1/me/identities/{id}
        DELETE GET /api/v1/me/sessions
        DELETE /api/v1/me/sessions/{id}
        POST /privacy/choices
    """,
    STAFF: """
        GET /studio
    """,
    SIGNATURE: """
        POST /api/v1/webhooks/sanity
    """,
    Scope.CONTENT_READ: """
        GET /api/v1/drafts
        GET /studio/posts
        POST /studio/posts/bulk
        POST /studio/posts/convert
        GET POST /studio/posts/new
        POST /studio/posts/preview
        GET /studio/posts/authors
        GET /studio/posts/tags
        GET POST /studio/posts/{id}
        POST /studio/posts/{id}/copy
        POST /studio/posts/{id}/copy/discard
        GET POST /studio/posts/{id}/delete
        POST /studio/posts/{id}/here
        GET POST /studio/posts/{id}/publish
        GET /studio/posts/{id}/revisions
        POST /studio/posts/{id}/revisions/{number}/restore
        POST /studio/posts/{id}/share
        POST /studio/posts/{id}/withdraw
    """,
    Scope.CONTENT_WRITE_OWN: """
        DELETE GET PATCH PUT /api/v1/drafts/{id}
        GET /api/v1/drafts/{id}/diff
        POST /api/v1/drafts/{id}/preview
        DELETE PUT /api/v1/drafts/{id}/publication
        GET /api/v1/drafts/{id}/revisions
        GET /api/v1/drafts/{id}/revisions/{number}
        PUT /api/v1/drafts/{id}/revisions/{number}/restored
        POST /api/v1/posts
        POST /api/v1/rendered
    """,
    Scope.CONTENT_WRITE: """
        POST /api/v1/pages
        GET /studio/pages
    """,
    Scope.MEDIA_WRITE: """
        GET POST /api/v1/media
        GET PATCH /api/v1/media/{id}
        GET /api/v1/media/{id}/uses
        GET POST /studio/media
        GET POST /studio/media/{id}
        GET /studio/posts/pictures
    """,
    Scope.SITE_WRITE: """
        POST /api/v1/authors
        DELETE PUT /api/v1/authors/{slug}
        POST /api/v1/categories
        DELETE PUT /api/v1/categories/{slug}
        DELETE /api/v1/media/{id}
        DELETE GET POST /api/v1/redirects
        POST /api/v1/redirects/import
        GET PATCH /api/v1/settings
        GET POST /api/v1/webhooks
        DELETE PATCH /api/v1/webhooks/{id}
        GET POST /api/v1/webhooks/{id}/deliveries
        GET /studio/authors
        GET POST /studio/authors/new
        GET POST /studio/authors/{id}
        POST /studio/authors/{id}/delete
        GET /studio/categories
        GET POST /studio/categories/new
        GET POST /studio/categories/{id}
        POST /studio/categories/{id}/delete
        POST /studio/media/{id}/delete
        GET POST /studio/navigation
        GET POST /studio/redirects
        POST /studio/redirects/delete
        POST /studio/redirects/import
        GET POST /studio/settings
        GET /studio/settings/accent.svg
        GET POST /studio/webhooks
        GET POST /studio/webhooks/{id}
        POST /studio/webhooks/{id}/again
        POST /studio/webhooks/{id}/delete
    """,
    Scope.USERS_READ: """
        GET /api/v1/users
        GET /api/v1/users/{id}
        GET /api/v1/users/{id}/sessions
        GET /studio/users
        GET /studio/users/{id}
    """,
    Scope.USERS_WRITE: """
        POST /api/v1/users
        PATCH /api/v1/users/{id}
        DELETE /api/v1/users/{id}/factors
        POST /api/v1/users/{id}/invitation
        DELETE /api/v1/users/{id}/sessions
        DELETE /api/v1/users/{id}/sessions/{session}
        POST /studio/users
        POST /studio/users/{id}/author
        POST /studio/users/{id}/factors
        POST /studio/users/{id}/link
        POST /studio/users/{id}/role
        POST /studio/users/{id}/sessions
        POST /studio/users/{id}/status
    """,
    Scope.PRIVACY_WRITE: """
        GET POST /api/v1/privacy/erasures
        POST /api/v1/privacy/exports
        DELETE GET /api/v1/users/{id}/data
        GET /studio/privacy
        POST /studio/privacy/erase
        POST /studio/privacy/export
        POST /studio/privacy/find
        GET /studio/privacy/register
        GET /studio/privacy/users/{id}
    """,
    Scope.TOKENS_WRITE: """
        GET POST /api/v1/tokens
        DELETE /api/v1/tokens/{id}
        GET POST /studio/tokens
        POST /studio/tokens/{id}/revoke
    """,
    Scope.AUDIT_READ: """
        GET /api/v1/audit
        GET /api/v1/audit/export
        GET /studio/audit
        GET /studio/audit/export
        GET /studio/security
    """,
}

PERMISSIONS: dict[str, Who | Scope] = {
    f"{method} {line.split()[-1]}": who
    for who, lines in LINES.items()
    for line in lines.strip().splitlines()
    for method in line.split()[:-1]
}

OF_OWN_POSTS = ("/api/v1/drafts/{id}", "/studio/posts/{id}")
