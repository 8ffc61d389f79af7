"""One's own account: profile, password, address, and the devices one is signed in on."""

from __future__ import annotations

from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.api.me import end_session, end_sessions
from strive.accounts.authentication import principal_of
from strive.accounts.errors import EmailTaken, LinkInvalid, SessionNotFound, SignInRefused
from strive.accounts.pages.frame import done
from strive.accounts.pages.guard import SIGN_IN, own_path
from strive.accounts.pages.mailed import MailedPages, Using, token_of
from strive.accounts.pages.own_pages import OWN
from strive.accounts.password import PasswordInvalid
from strive.accounts.principal import Principal
from strive.accounts.visit import visit_of
from strive.platform.errors import Invalid
from strive.platform.ratelimit import spending_of
from strive.platform.web.forms import form_of

_DEVICES = "/account/sessions"
_MOVING = Using(
    path="/account/email/confirm",
    title="Your new address",
    lead="One press, and this is the address of your account.",
    button="Use this address",
    again="/account/email",
)


class ProfilePages(MailedPages):
    """For those who are in."""

    async def profile(self, request: Request, principal: Principal) -> Response:
        """Show who somebody is here."""
        return await self._profile(request, principal)

    async def rename(self, request: Request, principal: Principal) -> Response:
        """Change how somebody is called."""
        name = (await form_of(request)).text("name")
        own = self.accounts.entering.own
        try:
            await own.change(principal, {"name": name}, request.scope)
        except Invalid as error:
            return await self._profile(request, principal, name, {"name": error.message})
        return done(OWN, "renamed")

    async def password(self, request: Request, principal: Principal) -> Response:
        """Show the form to change a password."""
        return await self._password(request, principal)

    async def change_password(self, request: Request, principal: Principal) -> Response:
        """Change it: the current one is needed, or without one a sign-in just now."""
        form, own = await form_of(request), self.accounts.entering.own
        if not await own.has_password(principal.user_id) and (
            elsewhere := self.asked_again(request, principal)
        ):
            return elsewhere
        visit = visit_of(request)
        try:
            await own.change_password(principal, form.text("current"), form.text("password"), visit)
        except SignInRefused:
            errors = {"current": "This is not your current password."}
            return await self._password(request, principal, errors)
        except PasswordInvalid as error:
            return await self._password(request, principal, {"password": error.message})
        await spending_of(request).refund()
        return done(OWN, "password")

    async def email(self, request: Request, principal: Principal) -> Response:
        """Show the form to change an address, to somebody who has just shown who they are."""
        elsewhere = self.asked_again(request, principal)
        return elsewhere or await self._email(request)

    async def ask_email(self, request: Request, principal: Principal) -> Response:
        """Have a link sent to the new address."""
        if elsewhere := self.asked_again(request, principal):
            return elsewhere
        email = (await form_of(request)).text("email").strip()
        try:
            await self.accounts.entering.own.ask_email(principal, email)
        except (Invalid, EmailTaken) as error:
            return await self._email(request, email, {"email": error.message})
        return await self._email(request, sent=email)

    async def email_link(self, request: Request) -> Response:
        """Show the button that the link in the letter leads to."""
        return await self.ask_to_use(request, _MOVING, token_of(request))

    async def confirm_email(self, request: Request) -> Response:
        """Change the address."""
        token = (await form_of(request)).text("token")
        try:
            await self.accounts.entering.own.confirm_email(token, visit_of(request))
        except LinkInvalid as error:
            return await self.ask_to_use(request, _MOVING, "", error.message)
        return done(OWN if principal_of(request) else SIGN_IN, "moved")

    async def again(self, request: Request, principal: Principal) -> Response:
        """Ask somebody to show once more who they are."""
        return await self._again(request, principal, request.query_params.get("next", ""))

    async def show_again(self, request: Request, principal: Principal) -> Response:
        """Take the password of somebody who is in, and send them on."""
        form = await form_of(request)
        signing_in, wanted = self.accounts.entering.signing_in, form.text("next")
        try:
            new = await signing_in.again(principal, form.text("password"), visit_of(request))
        except SignInRefused:
            errors = {"form": "This is not your password."}
            return await self._again(request, principal, wanted, errors)
        await spending_of(request).refund()
        response = done(own_path(wanted, OWN))
        self.accounts.cookie.put(response, new.secret, new.session.cookie_lasts)
        return response

    async def devices(self, request: Request, principal: Principal) -> Response:
        """Show where somebody is signed in."""
        sessions = await self.accounts.sessions.of_user(principal.user_id)
        return await self.show(request, "sessions.html", "Devices", sessions=sessions)

    async def end_device(self, request: Request, principal: Principal) -> Response:
        """Sign out somewhere."""
        with suppress(SessionNotFound):  # it was over already
            await end_session(self.accounts, principal, request.path_params["id"], request)
        return done(_DEVICES, "ended")

    async def end_others(self, request: Request, principal: Principal) -> Response:
        """Sign out everywhere but here."""
        await end_sessions(self.accounts, principal, request, but=principal.session_id)
        return done(_DEVICES, "others")

    async def end_everywhere(self, request: Request, principal: Principal) -> Response:
        """Sign out everywhere."""
        await end_sessions(self.accounts, principal, request)
        response = done(SIGN_IN, "everywhere")
        self.accounts.cookie.take_back(response)
        return response

    async def _profile(
        self,
        request: Request,
        principal: Principal,
        name: str | None = None,
        errors: dict[str, str] | None = None,
    ) -> Response:
        user = await self.accounts.users.by_id(principal.user_id)
        sessions = await self.accounts.sessions.of_user(user.id)
        return await self.show(
            request,
            "profile.html",
            "Your account",
            errors=errors,
            typed={"name": user.name if name is None else name[:100]},
            user=user,
            sessions=len(sessions),
            has_password=await self.accounts.entering.own.has_password(user.id),
        )

    async def _password(
        self, request: Request, principal: Principal, errors: dict[str, str] | None = None
    ) -> Response:
        has = await self.accounts.entering.own.has_password(principal.user_id)
        return await self.show(
            request, "password.html", "Password", errors=errors, has_password=has
        )

    async def _email(
        self,
        request: Request,
        email: str = "",
        errors: dict[str, str] | None = None,
        sent: str = "",
    ) -> Response:
        typed = {"email": email[:254]}
        title = "E-mail address"
        return await self.show(request, "email.html", title, errors=errors, typed=typed, sent=sent)

    async def _again(
        self,
        request: Request,
        principal: Principal,
        wanted: str,
        errors: dict[str, str] | None = None,
    ) -> Response:
        has = await self.accounts.entering.own.has_password(principal.user_id)
        wanted = own_path(wanted, OWN)
        return await self.show(
            request,
            "again.html",
            "Is it you?",
            errors=errors,
            has_password=has,
            has_passkeys=bool(await self.accounts.passkeys.of(principal.user_id)),
            next=wanted,
        )
