"""The studio's navigation: every place in it, in order."""

from __future__ import annotations

from typing import Final

from strive.accounts.pages.frame import Place
from strive.accounts.role import Scope

PLACES: Final = (
    Place("", "Overview", "/studio", "studio-home"),
    Place("Content", "Posts", "/studio/posts", "studio-post", Scope.CONTENT_READ),
    Place("Content", "Pages", "/studio/pages", "studio-page", Scope.CONTENT_WRITE),
    Place("Content", "Media", "/studio/media", "studio-image", Scope.MEDIA_WRITE),
    Place("Content", "Categories", "/studio/categories", "studio-category", Scope.SITE_WRITE),
    Place("Content", "Authors", "/studio/authors", "studio-author", Scope.SITE_WRITE),
    Place("Site", "Settings", "/studio/settings", "studio-settings", Scope.SITE_WRITE),
    Place("Site", "Navigation", "/studio/navigation", "studio-navigation", Scope.SITE_WRITE),
    Place("Site", "Redirects", "/studio/redirects", "studio-redirect", Scope.SITE_WRITE),
    Place("Site", "Webhooks", "/studio/webhooks", "studio-webhook", Scope.SITE_WRITE),
    Place("People", "Users", "/studio/users", "studio-users", Scope.USERS_READ),
    Place("People", "Privacy", "/studio/privacy", "studio-privacy", Scope.PRIVACY_WRITE),
    Place("System", "Security", "/studio/security", "studio-shield", Scope.AUDIT_READ),
    Place("System", "Audit", "/studio/audit", "studio-audit", Scope.AUDIT_READ),
    Place("System", "API tokens", "/studio/tokens", "studio-token", Scope.TOKENS_WRITE),
)
