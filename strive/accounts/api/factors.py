"""One's own second factors and passkeys by API, with the same conditions as on the pages."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import UNSET, to_builtins
from starlette.requests import Request
from starlette.responses import Response

from strive.accounts import totp
from strive.accounts.api import factor_shapes as shapes
from strive.accounts.api.answering import answer, without_query
from strive.accounts.authentication import principal_of
from strive.accounts.ceremony import Answer
from strive.accounts.factors import CodeWrong
from strive.accounts.factors_held import Held
from strive.accounts.opening import Accounts
from strive.accounts.passkey import Passkey
from strive.accounts.principal import Principal, require_user
from strive.accounts.visit import visit_of
from strive.kit.clock import Clock
from strive.platform.web.json_bodies import json_of


@dataclass(frozen=True, slots=True)
class OwnFactors:
    """What everybody who is signed in may do with what they sign in with."""

    accounts: Accounts
    clock: Clock

    async def list_(self, request: Request) -> Response:
        """What you have besides a password: authenticator app, recovery codes, passkeys."""
        return await self._left(_asked(request))

    async def ask_to_make(self, request: Request) -> Response:
        """What a browser is to make a passkey of. Answer within five minutes, in this session.

        Needs somebody who signed in or gave the password again within ten minutes.
        """
        asked = await self.accounts.passkeys.ask_to_make(_asked(request))
        return answer(shapes.PublicKeyShape(public_key=asked), self.clock)

    async def add_passkey(self, request: Request) -> Response:
        """Keep a passkey that was made. It counts as shown: the session gets a new cookie."""
        principal, given = _asked(request), await json_of(request, shapes.NewPasskeyInput)
        name = "" if given.name is UNSET else given.name
        added = await self.accounts.passkeys.add(
            principal, answer_of(given.credential), name, visit_of(request)
        )
        response = answer(_shaped(added.passkey), self.clock, 201)
        self.accounts.cookie.put(response, added.new.secret, added.new.session.cookie_lasts)
        return response

    async def rename_passkey(self, request: Request) -> Response:
        """Call a passkey something else."""
        principal, given = _asked(request), await json_of(request, shapes.PasskeyChanges)
        passkeys, passkey_id = self.accounts.passkeys, request.path_params["id"]
        changed = await passkeys.rename(principal, passkey_id, given.name, visit_of(request))
        return answer(_shaped(changed), self.clock)

    async def remove_passkey(self, request: Request) -> Response:
        """Have a passkey let nobody in any more; your other sessions end.

        Needs somebody who signed in or gave the password again within ten minutes. Staff keep a
        second factor.
        """
        principal, passkey_id = _asked(request), request.path_params["id"]
        await self.accounts.passkeys.remove(principal, passkey_id, visit_of(request))
        return await self._left(principal)

    async def offer(self, request: Request) -> Response:
        """A secret for an authenticator app; nothing is kept until a code confirms it.

        Needs somebody who signed in or gave the password again within ten minutes.
        """
        principal, factors = _asked(request), self.accounts.factors
        await factors.require_may_enrol(principal)
        offer = factors.offer(principal)
        site = await self.accounts.entering.means.site()
        address = totp.address_of(offer.secret, account=principal.email, site=site)
        shape = shapes.OfferShape(secret=offer.secret, address=address, offer=offer.sealed)
        return answer(shape, self.clock)

    async def enrol(self, request: Request) -> Response:
        """Keep an authenticator app that a code shows to work; your other sessions end.

        The recovery codes are told this once, and the session gets a new cookie.
        """
        principal, given = _asked(request), await json_of(request, shapes.AuthenticatorInput)
        factors = self.accounts.factors
        await factors.require_may_enrol(principal)
        offer = factors.offered(principal, given.offer)
        if offer is None:
            raise CodeWrong("This offer is too old, or of somebody else. Please ask for another.")
        enrolled = await factors.enrol(principal, offer, given.code, visit_of(request))
        shape = shapes.RecoveryCodesShape(recovery_codes=enrolled.codes)
        response, session = answer(shape, self.clock, 201), enrolled.new.session
        self.accounts.cookie.put(response, enrolled.new.secret, session.cookie_lasts)
        return response

    async def remove_app(self, request: Request) -> Response:
        """Remove the authenticator app.

        Needs somebody who signed in or gave the password again within ten minutes. Staff keep a
        second factor.
        """
        principal = _asked(request)
        await self.accounts.factors.remove(principal, visit_of(request))
        return await self._left(principal)

    async def new_recovery(self, request: Request) -> Response:
        """New recovery codes, told this once; the ones before work no more.

        Needs somebody who signed in or gave the password again within ten minutes.
        """
        principal = _asked(request)
        codes = await self.accounts.factors.new_recovery(principal, visit_of(request))
        return answer(shapes.RecoveryCodesShape(recovery_codes=codes), self.clock, 201)

    async def _left(self, principal: Principal) -> Response:
        return answer(_listed(await self.accounts.held.of(principal.user_id)), self.clock)


def answer_of(credential: shapes.NewCredential | shapes.Credential) -> Answer:
    """Return what a browser gave, without what nobody looks at."""
    plain = to_builtins(credential)
    return Answer(
        id=credential.id,
        raw_id=credential.raw_id,
        type=credential.type,
        response=plain["response"],
    )


def _asked(request: Request) -> Principal:
    without_query(request)
    return require_user(principal_of(request))


def _listed(held: Held) -> shapes.FactorsShape:
    app = None
    if held.kept is not None and held.kept.added_at is not None:
        app = shapes.AuthenticatorShape(added_at=held.kept.added_at)
    return shapes.FactorsShape(
        authenticator=app,
        recovery_codes_left=held.recovery_left,
        passkeys=[_shaped(passkey) for passkey in held.passkeys],
    )


def _shaped(passkey: Passkey) -> shapes.PasskeyShape:
    return shapes.PasskeyShape.of(passkey)
