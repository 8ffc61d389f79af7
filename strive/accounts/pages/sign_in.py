"""Pages to sign in and out: by password, by a mailed link."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from strive.accounts.api.auth import sign_out
from strive.accounts.authentication import principal_of
from strive.accounts.errors import LinkInvalid, SignInRefused
from strive.accounts.pages.frame import done
from strive.accounts.pages.guard import SIGN_IN, own_path
from strive.accounts.pages.mailed import Asking, MailedPages, Using, token_of
from strive.accounts.pages.own_pages import OWN, STUDIO
from strive.accounts.throttling import Try, spend_for_account
from strive.accounts.visit import visit_of
from strive.platform.errors import Invalid
from strive.platform.ratelimit import spending_of
from strive.platform.web.forms import form_of

_NEXT_CHARACTERS_MAX = 1_000
_MAGIC = "/account/magic"
_ASKING = Asking(
    path=_MAGIC,
    title="Sign in by link",
    lead="You get a letter with a link, and need no password.",
    sent="If there is an account with this address, a link to sign in is on its way. "
    "It works once, for ten minutes.",
)
_USING = Using(
    path=_MAGIC,
    title="Sign in",
    lead="One press, and you are in.",
    button="Sign in",
    again=_MAGIC,
    may_remember=True,
)


class SignInPages(MailedPages):
    """In and out."""

    async def ask(self, request: Request) -> Response:
        """Show the form; whoever is in already is sent on."""
        wanted = request.query_params.get("next", "")[:_NEXT_CHARACTERS_MAX]
        principal = principal_of(request)
        if principal and principal.user_id and not principal.needs_second_factor:
            is_staff = principal.role is not None and principal.role.is_staff
            return done(own_path(wanted, STUDIO if is_staff else OWN))
        return await self.show(
            request, "sign-in.html", "Sign in", typed={"email": ""}, next=own_path(wanted, "")
        )

    async def sign_in(self, request: Request) -> Response:
        """Let somebody in by password."""
        form = await form_of(request)
        email, wanted = form.text("email"), own_path(form.text("next"), "")
        await spend_for_account(request, email)
        try:
            new = await self.accounts.entering.signing_in.with_password(
                email,
                form.text("password"),
                visit_of(request),
                is_remembered=form.is_checked("remember"),
            )
        except SignInRefused as error:
            errors, typed = {"form": error.message}, {"email": email[:254]}
            return await self.show(
                request, "sign-in.html", "Sign in", errors=errors, typed=typed, next=wanted
            )
        await spending_of(request).refund()
        return await self.let_in(new, wanted)

    async def sign_out(self, request: Request) -> Response:
        """End the session."""
        await sign_out(self.accounts, principal_of(request), request)
        response = done(SIGN_IN, "signed-out")
        self.accounts.cookie.take_back(response)
        return response

    async def magic(self, request: Request) -> Response:
        """Ask for an address, or show the button that a link leads to."""
        if token := token_of(request):
            return await self.ask_to_use(request, _USING, token)
        return await self.ask_address(request, _ASKING)

    async def use_magic(self, request: Request) -> Response:
        """Send a link to an address, or let somebody in by the one they have."""
        form = await form_of(request)
        signing_in = self.accounts.entering.signing_in
        if token := form.text("token"):
            try:
                new = await signing_in.with_link(
                    token, visit_of(request), is_remembered=form.is_checked("remember")
                )
            except (LinkInvalid, SignInRefused) as error:
                return await self.ask_to_use(request, _USING, "", error.message)
            await spending_of(request).refund()
            return await self.let_in(new, "")
        email = form.text("email").strip()
        await spend_for_account(request, email, Try.LINK)
        try:
            await signing_in.ask_for_link(email)
        except Invalid as error:
            return await self.ask_address(request, _ASKING, email, {"email": error.message})
        return await self.say_sent(request, email, _ASKING.sent, again=_MAGIC)
