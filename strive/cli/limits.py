"""`strive limits`: who is limited, denied and allowed, and by how much, without a restart."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from strive.cli.failing import fail
from strive.cli.token import duration

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from strive.app import Strive
    from strive.platform.ratelimit import Policy, Rulebook
    from strive.platform.ratelimit.reporting import Report
    from strive.platform.ratelimit.rules import Ruleset, Verdict

app = typer.Typer(
    help="Look at the limits, deny and allow, change a limit while running.", no_args_is_help=True
)

Json = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]
Value = Annotated[
    str, typer.Argument(help="An address, a network (203.0.113.0/24), or with --agent part of one.")
]
Agent = Annotated[bool, typer.Option("--agent", help="The value is part of a user agent.")]
Reason = Annotated[str, typer.Option(help="Why, for whoever reads the list.")]
For = Annotated[
    timedelta | None, typer.Option("--for", parser=duration, help="How long: 12h, 90d, 4w.")
]
Name = Annotated[str, typer.Argument(help="The name of a limit, such as api.")]


@app.command()
def status(*, json_: Json = False) -> None:
    """Show all limits with what they did, who was limited most, and the lists."""
    from strive.platform.ratelimit import Rulebook
    from strive.platform.ratelimit.reporting import reports, together

    async def work(strive: Strive) -> tuple[dict[str, Policy], Ruleset, Report]:
        ruleset = await Rulebook(strive.database, strive.clock).read()
        found = await reports(strive.valkey, strive.database.name)
        return _policies(strive), ruleset, together(found)

    policies, ruleset, done = _run(work)
    if json_:
        import msgspec

        shown = {"limits": policies, "rules": ruleset.rules, "changes": ruleset.changes}
        typer.echo(json.dumps(msgspec.to_builtins({**shown, "done": done}), indent=2))
    else:
        _print(policies, ruleset, done)


@app.command()
def deny(
    value: Value,
    *,
    agent: Agent = False,
    reason: Reason = "",
    for_: For = None,
    json_: Json = False,
) -> None:
    """Answer an address, a network or a user agent with nothing but 403."""
    from strive.platform.ratelimit.rules import Verdict

    _put(Verdict.DENY, value, json_=json_, agent=agent, reason=reason, lasting=for_)


@app.command()
def allow(
    value: Value,
    *,
    agent: Agent = False,
    reason: Reason = "",
    for_: For = None,
    json_: Json = False,
) -> None:
    """Free an address, a network or a user agent of all limits."""
    from strive.platform.ratelimit.rules import Verdict

    _put(Verdict.ALLOW, value, json_=json_, agent=agent, reason=reason, lasting=for_)


@app.command()
def lift(value: Value, *, agent: Agent = False, json_: Json = False) -> None:
    """Take an entry off its list."""
    from strive.platform.ratelimit.rules import Kind

    kind = Kind.AGENT if agent else Kind.NETWORK
    if not _run(lambda strive: _rulebook(strive).lift(value, kind=kind)):
        fail(f"There is no entry for {value}.")
    _say({"lifted": value}, f"Lifted {value}.", json_=json_)


@app.command()
def change(
    name: Name,
    *,
    quota: Annotated[int | None, typer.Option(help="How much in a window.")] = None,
    window: Annotated[int | None, typer.Option(help="The window, in seconds.")] = None,
    shadow: Annotated[
        bool | None, typer.Option("--shadow/--no-shadow", help="Only count and log, or refuse.")
    ] = None,
    json_: Json = False,
) -> None:
    """Change a limit; what is not given is as declared."""
    from strive.platform.ratelimit.rules import Change

    changed = Change(name, quota, window, shadow)
    if changed == Change(name):
        fail("Say what to change: --quota, --window, --shadow or --no-shadow.")

    async def work(strive: Strive) -> None:
        if name not in (known := _policies(strive)):
            fail(f"There is no limit {name}; there are: {', '.join(known)}.")
        await _rulebook(strive).change(changed)

    _run(work)
    _say({"changed": name}, f"Changed {name}, felt everywhere within five seconds.", json_=json_)


@app.command()
def restore(name: Name, *, json_: Json = False) -> None:
    """Leave a limit as it is declared."""
    if not _run(lambda strive: _rulebook(strive).restore(name)):
        fail(f"The limit {name} is not changed.")
    _say({"restored": name}, f"Restored {name}.", json_=json_)


def _run(work: Callable[[Strive], Awaitable[Any]]) -> Any:
    from strive.cli.runtime import connected, execute

    async def run() -> Any:
        async with connected() as strive:
            return await work(strive)

    return execute(run())


def _rulebook(strive: Strive) -> Rulebook:
    from strive.platform.ratelimit import Rulebook

    return Rulebook(strive.database, strive.clock)


def _policies(strive: Strive) -> dict[str, Policy]:
    from strive.app.web import limits_of

    return limits_of(strive).policies


def _put(verdict: Verdict, value: str, *, json_: bool, agent: bool, **about: Any) -> None:
    from strive.platform.ratelimit.rules import Kind

    kind = Kind.AGENT if agent else Kind.NETWORK
    rule = _run(lambda strive: _rulebook(strive).put(verdict, value, kind=kind, **about))
    until = f" until {rule.until:%Y-%m-%d %H:%M} UTC" if rule.until else ""
    done = "Denied" if verdict == "deny" else "Allowed"
    _say(
        {"verdict": str(verdict), "kind": str(kind), "value": rule.value},
        f"{done} {rule.value}{until}, felt everywhere within five seconds.",
        json_=json_,
    )


def _say(facts: dict[str, str], words: str, *, json_: bool) -> None:
    typer.echo(json.dumps(facts) if json_ else words)


def _print(policies: dict[str, Policy], ruleset: Ruleset, done: Report) -> None:
    from rich.console import Console
    from rich.table import Table

    from strive.platform.ratelimit.counters import PolicyCounters

    changes = {change.policy: change for change in ruleset.changes}
    limits = Table("limit", "at most", "by", "passed", "near", "refused", "in shadow", "changed")
    for name, declared in policies.items():
        policy = changes[name].applied_to(declared) if name in changes else declared
        counted = done.policies.get(name, PolicyCounters())
        limits.add_row(
            name,
            f"{policy.quota:,} in {policy.window_s} s",
            policy.by,
            f"{counted.admitted:,}",
            f"{counted.near_limit:,}",
            f"{counted.refused:,}",
            f"{counted.shadow_refused:,}",
            "yes" if name in changes else "",
        )
    lists = Table("list", "who", "until", "why")
    for rule in ruleset.rules:
        until = f"{rule.until:%Y-%m-%d %H:%M}" if rule.until else ""
        lists.add_row(rule.verdict, rule.value, until, rule.reason)
    most = Table("limited most", "by", "times")
    for one in done.limited:
        most.add_row(one.who, one.policy, f"{one.count:,}")
    for table in (limits, lists, most):
        if table.row_count:
            Console().print(table)
