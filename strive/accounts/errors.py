"""What can go wrong with accounts, beyond the general kinds in `platform.errors`."""

from __future__ import annotations

from strive.platform.errors import Conflict, Invalid, NotFound, Unauthenticated


class TokenInvalid(Unauthenticated):
    """No token that is good now; which of the reasons holds is not told."""

    code = "token_invalid"
    challenge = 'Bearer error="invalid_token"'


class TokenNotFound(NotFound):
    """There is no token of this name."""

    code = "token_not_found"


class TokenNameTaken(Conflict):
    """Another token has this name."""

    code = "token_name_taken"


class TooManyTokens(Conflict):
    """There are as many tokens as there may be."""

    code = "too_many_tokens"


class EmailTaken(Conflict):
    """Another account has this e-mail address; to be told only to whoever may know."""

    code = "email_taken"


class UserNotFound(NotFound):
    """There is no such user."""

    code = "user_not_found"


class SessionNotFound(NotFound):
    """There is no such session of this user."""

    code = "session_not_found"


class ErasureNotFound(NotFound):
    """There is no receipt of an erasure with this id."""

    code = "erasure_not_found"


class InvitationInvalid(NotFound):
    """No invitation that is good now; which of the reasons holds is not told."""

    code = "invitation_invalid"


class LastAdministrator(Conflict):
    """Nobody would administer the publication any more."""

    code = "last_administrator"


class LinkInvalid(Invalid):
    """The link from a mail does not work any more, or never did."""

    code = "link_invalid"


class SignInRefused(Unauthenticated):
    """Address and password do not belong together; which is wrong is not told."""

    code = "sign_in_refused"
    challenge = 'Session realm="account"'


class PurposeNotFound(NotFound):
    """Nobody is asked about anything of this name."""

    code = "purpose_not_found"


class WordingChanged(Conflict):
    """The words that somebody agreed to are not those of today."""

    code = "wording_changed"


class SignalHolds(Conflict):
    """What is to be taken back is said by the browser with the same request."""

    code = "signal_holds"
