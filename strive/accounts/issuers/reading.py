"""Reads the setting `STRIVE_OIDC`: an address for each site to sign in with, spaces between."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

from strive.accounts.issuers.provider import GITHUB, GOOGLE, Provider

PROVIDERS_MAX: Final = 12
SCHEMES: Final = ("google", "github", "oidc+https", "oidc+http")

_KEY: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")
_TEXT: Final = re.compile(r"[ -~]{1,1024}")  # RFC 6749, appendix A
_NAME: Final = re.compile(r"[^\x00-\x1f\x7f<>]{1,40}")
_HOST: Final = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_ENDPOINT: Final = re.compile(rf"https?://{_HOST.pattern}")
_YES_NO: Final = {"yes": True, "no": False}
_OPTIONS: Final = {
    "google": {"secret", "key", "name", "new"},
    "github": {"secret", "key", "name", "new", "endpoint"},
    "oidc": {"client", "secret", "key", "name", "new", "trust-amr", "trust-acr"},
}
_CHECKS: Final = {
    "client": (_TEXT, "its client must be 1 to 1024 printable ASCII characters"),
    "secret": (_TEXT, "its secret must be 1 to 1024 printable ASCII characters"),
    "key": (_KEY, "its key must be small letters, digits and hyphens, a letter first"),
    "name": (_NAME, "its name must be 1 to 40 characters"),
    "new": (re.compile("yes|no"), "new must be yes or no"),
    "endpoint": (_ENDPOINT, "its endpoint must be http:// or https:// and a host"),
    "trust-amr": (_TEXT, "trust-amr must be names with commas between, as in trust-amr=mfa,hwk"),
    "trust-acr": (_TEXT, "trust-acr must be names with commas between, as in trust-acr=gold"),
}


def read_providers(text: str) -> tuple[Provider, ...]:
    """Read the setting.

    Args:
        text: Of each site one of `google://CLIENT?secret=…`, `github://CLIENT?secret=…` and
            `oidc+https://ISSUER?client=…&secret=…`, with spaces or line breaks between.

    Raises:
        ValueError: It cannot be read, and all reasons why; no text in them may be secret.
    """
    parts = text.split()
    if not 0 < len(parts) <= PROVIDERS_MAX:
        raise ValueError(f"it must name 1 to {PROVIDERS_MAX} sites, with spaces between")
    problems: list[str] = []
    found: list[Provider] = []
    for number, part in enumerate(parts, 1):
        where = f"site {number}: " if len(parts) > 1 else ""
        provider, wrong = _read(part)
        problems += [f"{where}{reason}" for reason in wrong]
        if provider is not None:
            found.append(provider)
    for key, count in Counter(provider.key for provider in found).items():
        if count > 1:
            problems.append(f"{count} sites have the key {key}; give one another, as in &key=other")
    if problems:
        raise ValueError("; ".join(problems))
    return tuple(found)


def problem_with(text: str) -> str | None:
    """Say what is wrong with the setting."""
    try:
        read_providers(text)
    except ValueError as error:
        return str(error)
    return None


def _read(text: str) -> tuple[Provider | None, list[str]]:
    """Return a site, or what is wrong with it."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return None, ["it cannot be read as an address"]
    if parts.scheme not in SCHEMES:
        return None, [f"it must begin with one of {', '.join(SCHEMES)}, followed by ://"]
    kind = parts.scheme.partition("+")[0]
    options, problems = _options(parts, kind)
    if parts.fragment or "@" in parts.netloc:
        problems.append("it has more than an address and options; a secret is written as ?secret=…")
    problems += _lacks(parts, kind, options)
    return (None, problems) if problems else (_provider(parts, kind, options), [])


def _options(parts: SplitResult, kind: str) -> tuple[dict[str, str], list[str]]:
    query = parts.query.replace("+", "%2B")  # a plus in a secret is meant as one
    options = dict(parse_qsl(query, keep_blank_values=True))
    problems = []
    if unknown := options.keys() - _OPTIONS[kind]:
        known = ", ".join(sorted(_OPTIONS[kind]))
        problems.append(f"it has {len(unknown)} unknown options; there are: {known}")
    for name in sorted(options.keys() & _OPTIONS[kind]):
        pattern, reason = _CHECKS[name]
        if not pattern.fullmatch(options[name]):
            problems.append(reason)
    return options, problems


def _lacks(parts: SplitResult, kind: str, options: dict[str, str]) -> list[str]:
    if kind == "oidc":
        problems = []
        if not _HOST.fullmatch(parts.netloc) or _port_is_wrong(parts):
            problems.append("it must name the host of the issuer, as in oidc+https://HOST")
        if "client" not in options:
            problems.append("it needs a client, as in ?client=…&secret=…")
        return problems
    problems = []
    if not _TEXT.fullmatch(parts.netloc) or parts.path.strip("/"):
        problems.append(f"it must name the client, as in {kind}://CLIENT?secret=…")
    if "secret" not in options:
        problems.append(f"it needs a secret, as in {kind}://CLIENT?secret=…")
    return problems


def _port_is_wrong(parts: SplitResult) -> bool:
    try:
        return parts.port == 0
    except ValueError:
        return True


def _provider(parts: SplitResult, kind: str, options: dict[str, str]) -> Provider:
    takes_new = _YES_NO[options.get("new", "yes")]
    secret = options.get("secret", "")
    if kind == "oidc":
        scheme = parts.scheme.partition("+")[2]
        return Provider(
            key=options.get("key", "oidc"),
            name=options.get("name", parts.hostname or ""),
            issuer=f"{scheme}://{parts.netloc}{parts.path}",
            client_id=options["client"],
            secret=secret,
            takes_new=takes_new,
            trusted_amr=frozenset(_names(options, "trust-amr")),
            trusted_acr=tuple(_names(options, "trust-acr")),
        )
    is_github = kind == "github"
    issuer = options.get("endpoint", GITHUB) if is_github else GOOGLE
    return Provider(
        key=options.get("key", kind),
        name=options.get("name", "GitHub" if is_github else "Google"),
        issuer=issuer,
        client_id=parts.netloc,
        secret=secret,
        is_github=is_github,
        takes_new=takes_new,
    )


def _names(options: dict[str, str], name: str) -> list[str]:
    return [part for part in options.get(name, "").split(",") if part]
