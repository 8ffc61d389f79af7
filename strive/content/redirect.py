"""A redirect rule: what it matches and where it leads; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from msgspec import field

from strive.content.post import Model
from strive.content.rules import URL_CHARACTERS_MAX, check_url, is_site_path
from strive.platform.errors import Invalid

STATUSES: Final = frozenset({301, 302, 307, 308})
SPLAT: Final = ":splat"
_SEGMENTS_MAX: Final = 40
_URI_CHARACTERS: Final = "/#%[]=:;$&()+,!?*@'~"
_SPLAT_CHARACTERS: Final = "/-._~!$&'()*+,;=:@"
_QUERY = re.compile(r"[!-~]*")


class Source(StrEnum):
    """Where a rule comes from."""

    MANUAL = "manual"
    IMPORT = "import"
    SLUG = "slug"


class Redirect(Model, frozen=True, kw_only=True):
    """A rule: `path` is exact ("/old", "/?p=7") or ends in a wildcard ("/old/*").

    `target` is a path of this site or an http(s) address; `:splat` in its path or query stands
    for what the wildcard matched. `status` is 301, 302, 307 or 308.
    """

    path: str = field(name="_id")
    target: str
    status: int = 301
    source: Source = Source.MANUAL
    created_at: datetime

    @property
    def is_wildcard(self) -> bool:
        """Whether it matches everything below a path, and the path."""
        return self.path.endswith("/*")

    def says_the_same_as(self, other: Redirect) -> bool:
        """Whether two rules send the same requests to the same place, in the same way."""
        return (self.path, self.target, self.status) == (other.path, other.target, other.status)


class Destination(NamedTuple):
    """Where to send a reader; `target` is ready for a `Location` header."""

    target: str
    status: int

    @property
    def is_on_site(self) -> bool:
        """Whether it leads to another path of this site."""
        return is_site_path(self.target)


def checked(redirect: Redirect) -> Redirect:
    """Return a rule in the form it is kept and looked up in.

    Raises:
        Invalid: Its path, target or status cannot stand; the message says which.
    """
    if redirect.status not in STATUSES:
        raise Invalid(f"The status of a redirect is 301, 302, 307 or 308, not {redirect.status}.")
    _check_target(redirect.target, may_splat=redirect.path.endswith("/*"))
    return Redirect(
        path=_checked_path(redirect.path),
        target=redirect.target,
        status=redirect.status,
        source=redirect.source,
        created_at=redirect.created_at,
    )


def rule_of(
    path: str, target: str, now: datetime, *, status: int = 301, source: Source = Source.IMPORT
) -> Redirect:
    """Make a rule; raises `Invalid` as `checked`, and for one that leads to itself."""
    rule = checked(Redirect(path=path, target=target, status=status, source=source, created_at=now))
    on_site = rule.target.startswith("/")
    if on_site and destination(*request_of(rule.target), {rule.path: rule}):
        raise Invalid(f"A redirect from {rule.path} to {rule.target} would lead to itself.")
    return rule


def candidates(path: str, query: str) -> list[str]:
    """Return the paths a rule could have that matches a request, the strongest first."""
    plain = _without_slash(unicodedata.normalize("NFC", path))
    parts = plain.split("/")[1:]
    exact = [f"{plain}?{query}", plain] if query else [plain]
    if len(plain) > URL_CHARACTERS_MAX or len(parts) > _SEGMENTS_MAX or not _is_storable(exact[0]):
        return []
    prefixes = ["/".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return [*exact, *(f"/{prefix}/*" for prefix in prefixes if prefix), "/*"]


def beginning(rule_path: str) -> str:
    """Return a rule's path with its query to the end of the first name: "/?p" of "/?p=7"."""
    return rule_path.partition("=")[0]


def destination(path: str, query: str, rules: Mapping[str, Redirect]) -> Destination | None:
    """Return where the strongest of the rules sends a request (decoded path, raw query)."""
    rule = next((rules[key] for key in candidates(path, query) if key in rules), None)
    if rule is None:
        return None
    target = rule.target
    if rule.is_wildcard:
        prefix = rule.path.removesuffix("*")
        rest = unicodedata.normalize("NFC", path).removeprefix(prefix.rstrip("/")).strip("/\\")
        target = target.replace(SPLAT, quote(rest, safe=_SPLAT_CHARACTERS))
    target = _without_slash(quote(target, safe=_URI_CHARACTERS))
    if query and "?" not in rule.path + target and _QUERY.fullmatch(query):
        before, mark, fragment = target.partition("#")
        target = f"{before}?{query}{mark}{fragment}"
    return Destination(target, rule.status)


def request_of(target: str) -> tuple[str, str]:
    """Return the decoded path and raw query a browser asks for when sent to a path of the site."""
    parts = urlsplit(f"http://site{target}")
    return unquote(parts.path) or "/", parts.query


def _checked_path(text: str) -> str:
    path, mark, query = text.partition("?")
    path = unicodedata.normalize("NFC", unquote(path))
    if not is_site_path(path.replace(" ", "_")) or "#" in path or not _is_storable(text):
        raise Invalid(
            f"The path of a redirect must start with one slash: {text[:100]!r} does not do."
        )
    if "*" in path.removesuffix("/*") or "?" in path or (mark and path.endswith("/*")):
        raise Invalid("A wildcard of a redirect stands at the end only, after a slash: /old/*")
    if len(text) > URL_CHARACTERS_MAX or path.count("/") > _SEGMENTS_MAX:
        raise Invalid(f"The path of a redirect is too long: {text[:100]!r}…")
    return f"{_without_slash(path)}{mark}{query}"


def _check_target(target: str, *, may_splat: bool) -> None:
    if not target:
        raise Invalid("A redirect needs a target.")
    check_url("target of a redirect", target, or_path=True)
    if not _is_storable(target):
        raise Invalid("The target of a redirect may not contain half of a surrogate pair.")
    host = urlsplit(target).netloc
    if SPLAT in host or not host.isascii():
        raise Invalid("The host of a redirect's target must be plain, in ASCII (xn--… if need be).")
    if SPLAT in target and not may_splat:
        raise Invalid(f"{SPLAT} needs a wildcard in the path: /old/*")


def _without_slash(path: str) -> str:
    """The site's addresses end in no slash, but for the first."""
    return path.rstrip("/") or "/" if path.startswith("/") else path


def _is_storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text
