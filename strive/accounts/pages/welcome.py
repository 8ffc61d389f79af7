"""Where an invitation leads: a form, and who sends it is in (security.md 7, 8)."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from strive.accounts.errors import EmailTaken
from strive.accounts.invitation import Invitation
from strive.accounts.opening import Accounts
from strive.accounts.pages.frame import Frame, done
from strive.accounts.pages.guard import SECOND_FACTOR
from strive.accounts.pages.mailed import TOKEN_CHARACTERS_MAX, token_of
from strive.accounts.password import PasswordInvalid, checked_password
from strive.accounts.user import checked_name, normalized_email
from strive.accounts.visit import visit_of
from strive.platform.errors import Invalid
from strive.platform.ratelimit import limited
from strive.platform.ratelimit.standard import AUTH, PAGES
from strive.platform.web.forms import Form, form_of


def welcome_routes(accounts: Accounts, frame: Frame) -> list[BaseRoute]:
    """Return the page of an invitation. Opening it changes nothing; sending its form uses it."""
    welcome = Welcome(accounts, frame)
    path = "/account/welcome"
    return [
        *limited([Route(path, welcome.show)], PAGES),
        *limited([Route(path, welcome.accept, methods=["POST"])], AUTH),
    ]


@dataclass(frozen=True, slots=True)
class Welcome:
    """Takes in whoever has a link."""

    accounts: Accounts
    frame: Frame

    async def show(self, request: Request) -> Response:
        """Show the form; raises `InvitationInvalid` for a link that is good no more."""
        secret = token_of(request)
        invitation = await self.accounts.invitations.look(secret)
        typed = {"name": invitation.name, "email": invitation.email}
        return await self._page(request, secret, invitation, typed)

    async def accept(self, request: Request) -> Response:
        """Use the link: sign its bearer in, and lead them to their second factor."""
        form, visit = await form_of(request), visit_of(request)
        secret = form.text("token")[:TOKEN_CHARACTERS_MAX]
        invitation = await self.accounts.invitations.look(secret)
        password = form.text("password")
        errors = await self._mistakes(form, invitation)
        typed = {name: form.text(name) for name in ("name", "email")}
        if errors:
            return await self._page(request, secret, invitation, typed, errors)
        hashed = await self.accounts.entering.hashing.hash(password) if password else ""
        try:
            user = await self.accounts.invitations.accept(
                secret, typed["name"], typed["email"], visit.scope, hashed=hashed
            )
        except EmailTaken as error:
            wrong = {"email": error.message}
            return await self._page(request, secret, invitation, typed, wrong)
        new = await self.accounts.entering.signing_in.begin(user, visit, method="invitation")
        response = done(SECOND_FACTOR if user.role.is_staff else "/account")
        self.accounts.cookie.put(response, new.secret, None)
        return response

    async def _mistakes(self, form: Form, invitation: Invitation) -> dict[str, str]:
        errors: dict[str, str] = {}
        try:
            checked_name(form.text("name"))
        except Invalid as error:
            errors["name"] = error.message
        email = invitation.email
        if invitation.is_for_first_administrator:
            email = form.text("email")
            try:
                normalized_email(email)
            except Invalid as error:
                errors["email"] = error.message
        brand = await self.frame.brand()
        if password := form.text("password"):
            try:
                checked_password(password, about=[brand.title, form.text("name"), email])
            except PasswordInvalid as error:
                errors["password"] = error.message
        return errors

    async def _page(
        self,
        request: Request,
        secret: str,
        invitation: Invitation,
        typed: dict[str, str],
        errors: dict[str, str] | None = None,
    ) -> Response:
        response = await self.frame.page(
            request,
            "account/welcome.html",
            title="Welcome",
            status=400 if errors else 200,
            secret=secret,
            invitation=invitation,
            typed=typed,
            errors=errors or {},
        )
        response.headers["referrer-policy"] = "no-referrer"  # the address holds the secret
        return response
