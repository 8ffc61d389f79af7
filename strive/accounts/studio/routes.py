"""The studio's pages about people: the addresses, who may open them, and their limits."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from strive.accounts.opening import Accounts
from strive.accounts.pages.frame import Frame
from strive.accounts.pages.guard import staff
from strive.accounts.role import Scope
from strive.accounts.studio.audit import AuditPages
from strive.accounts.studio.people import AuthorsOf, FactorsOf, People
from strive.accounts.studio.security import SecurityPage
from strive.accounts.studio.tokens import TokenPages
from strive.platform.ratelimit import limited
from strive.platform.ratelimit.standard import PAGES


def people_routes(
    accounts: Accounts, frame: Frame, *, base_url: str, authors: AuthorsOf, factors: FactorsOf
) -> list[BaseRoute]:
    """Return the routes; what may be changed of whom is decided by `Standing`.

    Args:
        accounts: The use cases.
        frame: Of the pages.
        base_url: The site's whole address, for links to come in by.
        authors: Tells the authors of content.
        factors: Tells the second factors of a user in words.
    """
    people = People(accounts, frame, base_url, authors, factors)
    tokens, audit = TokenPages(accounts, frame), AuditPages(accounts, frame)
    read, write = staff(Scope.USERS_READ), staff(Scope.USERS_WRITE)
    making, auditing = staff(Scope.TOKENS_WRITE), staff(Scope.AUDIT_READ)
    user = "/studio/users/{id}"
    routes = [
        Route("/studio/users", read(people.list_)),
        Route("/studio/users", write(people.invite), methods=["POST"]),
        Route(user, read(people.show)),
        Route(f"{user}/link", write(people.link), methods=["POST"]),
        Route(f"{user}/role", write(people.role), methods=["POST"]),
        Route(f"{user}/status", write(people.status), methods=["POST"]),
        Route(f"{user}/author", write(people.author), methods=["POST"]),
        Route(f"{user}/sessions", write(people.end_sessions), methods=["POST"]),
        Route(f"{user}/factors", write(people.reset_factors), methods=["POST"]),
        Route("/studio/tokens", making(tokens.list_)),
        Route("/studio/tokens", making(tokens.create), methods=["POST"]),
        Route("/studio/tokens/{id}/revoke", making(tokens.revoke), methods=["POST"]),
        Route("/studio/audit", auditing(audit.list_)),
        Route("/studio/audit/export", auditing(audit.export)),
        Route("/studio/security", auditing(SecurityPage(accounts, frame).show)),
    ]
    return limited(routes, PAGES)
