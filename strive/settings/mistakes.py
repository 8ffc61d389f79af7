"""Mistakes in the settings, a line for each: the variable, what is wrong, an example."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, Final

from strive.accounts.issuers.reading import read_providers
from strive.platform.errors import Invalid
from strive.settings.environment import PREFIX, Environment, variable

_TRUE: Final = frozenset({"1", "true", "yes", "on", "t", "y"})  # as pydantic reads a boolean

_OWN_DATABASE: Final = (
    "production needs a database of its own. For example: {} "
    "(or accept the embedded one with STRIVE_ALLOW_EMBEDDED=1)"
)
_NEEDED: Final = {
    "secret_key": "production needs a secret of its own. For example the output of: "
    "python3 -c 'import secrets; print(secrets.token_hex(32))'",
    "base_url": "production needs the address readers use. "
    "For example: STRIVE_BASE_URL=https://blog.example.org",
    "mongodb_uri": _OWN_DATABASE.format("STRIVE_MONGODB_URI=mongodb://db.example.org/strive"),
    "valkey_url": _OWN_DATABASE.format("STRIVE_VALKEY_URL=valkey://cache.example.org"),
}


class SettingsError(Invalid):
    """One or more variables are wrong; `problems` has a line for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def unknown(given: Mapping[str, str]) -> list[str]:
    """Name the variables that are no settings, and what may have been meant."""
    known = [variable(name) for name in Environment.model_fields]
    problems = []
    for name in sorted(given):
        if name.startswith(PREFIX) and name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {close[0]}?" if close else ""
            problems.append(f"{name}: there is no such setting.{hint}")
    return problems


def missing_in_production(own: Mapping[str, str]) -> list[str]:
    """Name what production may not be without, judged by what is set, right or wrong.

    Args:
        own: Fields of `Environment` that are set.
    """
    if own.get("environment") != "production":
        return []
    wanted = ["secret_key", "base_url"]
    if own.get("allow_embedded", "").lower() not in _TRUE:
        wanted += ["mongodb_uri", "valkey_url"]
    return [f"{variable(field)}: {_NEEDED[field]}" for field in wanted if field not in own]


def describe(mistake: Mapping[str, Any]) -> str:
    """Write one of pydantic's findings as a line."""
    name = str(mistake["loc"][0])
    info = Environment.model_fields[name]
    example = f" For example: {variable(name)}={info.examples[0]}" if info.examples else ""
    reason = str(mistake["msg"]).removeprefix("Value error, ").rstrip(".")
    return f"{variable(name)}: {reason[:1].lower()}{reason[1:]}.{example}"


def contradictions(read: Environment) -> list[str]:
    """Name settings that are right alone and wrong together."""
    problems = []
    least, most = read.mongodb_min_pool_size, read.mongodb_max_pool_size
    if least > most and "mongodb_min_pool_size" in read.model_fields_set:
        name = variable("mongodb_min_pool_size")
        problems.append(
            f"{name}: it is more than the maximum of {most}. For example: {name}={most}"
        )
    for given, lacking in (("tls_cert", "tls_key"), ("tls_key", "tls_cert")):
        if getattr(read, given) is not None and getattr(read, lacking) is None:
            example = Environment.model_fields[lacking].examples or [""]
            name = variable(lacking)
            problems.append(f"{name}: {variable(given)} needs it. For example: {name}={example[0]}")
    if read.tls_cert is not None and (read.base_url or "https:").startswith("http:"):
        problems.append(
            f"{variable('base_url')}: with a certificate readers come by https. "
            f"For example: {variable('base_url')}=https://blog.example.org"
        )
    if read.environment == "production" and read.oidc is not None:
        providers = read_providers(read.oidc.get_secret_value())
        if any(not provider.is_https for provider in providers):
            name = variable("oidc")
            problems.append(
                f"{name}: in production every site is asked by https. "
                f"For example: {name}=oidc+https://login.example.org?client=id&secret=secret"
            )
    return problems
