"""Structured logs: pretty in a terminal, JSON otherwise, each line with its request's id."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import msgspec
import structlog

from strive.platform.web.context import request_id

_OF_MANY_LINES = frozenset({"exception", "stack"})  # our own; see `structlog.dev`

# What `secrets` and signatures make; a slug has small letters only.
_TOKEN = re.compile(r"(?<=/)(?=[^/]*[A-Z])(?=[^/]*[a-z])[A-Za-z0-9_.~=-]{32,}(?=/|$)")

# Local variables hold passwords, sessions and what readers sent.
_WITHOUT_VALUES = structlog.dev.RichTracebackFormatter(show_locals=False)


def configure_logging(
    level: str, form: str = "auto", *, stream: TextIO = sys.stderr, for_good: bool = True
) -> None:
    """Set up structlog, and send what libraries log by `logging` the same way.

    Args:
        level: The least important messages that are written, such as `INFO`.
        form: `pretty` for people, `json` for programs, `auto` by whether the stream is a terminal.
        stream: Where to.
        for_good: Whether it will not be set up again, so that loggers may keep what they found.
    """
    pretty = form == "pretty" or (form == "auto" and stream.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_request_id,
        _leave_tokens_out,
    ]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=_WITHOUT_VALUES)
        if pretty
        else structlog.processors.JSONRenderer(serializer=_to_json)
    )
    last: structlog.typing.Processor = (
        _spell_out if pretty else structlog.processors.format_exc_info
    )
    structlog.configure(
        processors=[*shared, last, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=for_good,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                last,
                renderer,
            ],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def _add_request_id(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    identifier = request_id.get()
    if identifier:
        event["request_id"] = identifier
    return event


def _leave_tokens_out(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Write … for what opens something to whoever reads it: links with a token in their path."""
    for name, value in event.items():
        if isinstance(value, str) and value.startswith("/"):
            event[name] = _TOKEN.sub("…", value)
    return event


def _spell_out(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Spell control characters out: what somebody sent must not steer a terminal or fake a line."""
    for name, value in event.items():
        if isinstance(value, str) and name not in _OF_MANY_LINES and not value.isprintable():
            event[name] = "".join(map(_spelt, value))
    return event


def _spelt(character: str) -> str:
    return character if character.isprintable() else ascii(character)[1:-1]


def _to_json(event: Any, **_options: Any) -> str:
    text = msgspec.json.encode(event, enc_hook=repr).decode()
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else json.dumps(each)[1:-1] for each in text)
