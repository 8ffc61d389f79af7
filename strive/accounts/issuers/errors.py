"""What can go wrong between this site and an issuer, in words for whoever wants to sign in."""

from __future__ import annotations

from strive.platform.errors import Invalid, NotFound, Unavailable


class ProviderNotFound(NotFound):
    """Nobody signs in here by a site of this name."""

    code = "provider_not_found"


class IssuerAway(Unavailable):
    """The issuer does not answer, or nothing that can be understood."""

    code = "issuer_away"


class IssuerRefused(Invalid):
    """The issuer let nobody in, or what it said is not to be believed; `reason` is for the log."""

    code = "issuer_refused"

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason or message


class FlowOver(Invalid):
    """Nobody in this browser waits for such an answer: used, too old, or begun elsewhere."""

    code = "flow_over"
