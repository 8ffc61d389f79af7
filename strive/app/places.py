"""The studio's navigation: every place in it, in order."""

from __future__ import annotations

from typing import Final

from strive.accounts.pages.frame import Place
from strive.accounts.role import Scope

PLACES: Final = (
    Place("", "Overview", "/studio", "home"),
    Place("Content", "Posts", "/studio/posts", "post", Scope.CONTENT_READ),
    Place("Content", "Pages", "/studio/pages", "page", Scope.CONTENT_WRITE),
    Place("Content", "Media", "/studio/media", "image", Scope.MEDIA_WRITE),
    Place("Content", "Categories", "/studio/categories", "category", Scope.SITE_WRITE),
    Place("Content", "Authors", "/studio/authors", "author", Scope.SITE_WRITE),
    Place("Site", "Settings", "/studio/settings", "settings", Scope.SITE_WRITE),
    Place("Site", "Navigation", "/studio/navigation", "navigation", Scope.SITE_WRITE),
    Place("Site", "Redirects", "/studio/redirects", "redirect", Scope.SITE_WRITE),
    Place("Site", "Webhooks", "/studio/webhooks", "webhook", Scope.SITE_WRITE),
    Place("People", "Users", "/studio/users", "users", Scope.USERS_READ),
    Place("People", "Privacy", "/studio/privacy", "privacy", Scope.PRIVACY_WRITE),
    Place("System", "Security", "/studio/security", "shield", Scope.AUDIT_READ),
    Place("System", "Audit", "/studio/audit", "audit", Scope.AUDIT_READ),
    Place("System", "API tokens", "/studio/tokens", "token", Scope.TOKENS_WRITE),
)
