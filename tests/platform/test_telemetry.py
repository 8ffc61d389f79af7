"""Claims of `strive.platform.telemetry`."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
import structlog

from strive.platform.telemetry import configure_logging
from strive.platform.web.context import request_id

PASSWORD = "hidden-password"
HOSTILE = "/a\r\n2026-01-01 [info] forged\x1b[2J\x9b2J\u202e"


@pytest.fixture(params=["json", "pretty"])
def written(request) -> Iterator[io.StringIO]:
    """What is logged in one of the two forms; the logs of the tests are as before afterwards."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging("INFO", request.param, stream=stream, for_good=False)
    yield stream
    structlog.configure(**before)
    root.handlers[:], root.level = handlers, level


def test_a_line_has_the_id_of_its_request(written):
    token = request_id.set("the-request")
    structlog.get_logger().info("seen", number=7)
    request_id.reset(token)
    structlog.get_logger().info("alone")
    with_id, without = written.getvalue().splitlines()
    assert "the-request" in with_id
    assert "request_id" not in without


def test_what_is_not_important_enough_is_left_out(written):
    structlog.get_logger().debug("detail")
    assert written.getvalue() == ""


def test_what_libraries_log_is_written_alike(written):
    logging.getLogger("library").warning("it %s", "happened")
    assert "it happened" in written.getvalue()
    assert "warning" in written.getvalue()


def test_nothing_that_was_sent_forges_a_line_or_steers_a_terminal(written):
    structlog.get_logger().info("request", path=HOSTILE)
    logging.getLogger("library").warning(HOSTILE)
    lines = re.sub(r"\x1b\[\d*m", "", written.getvalue()).splitlines()  # our own colours
    assert len(lines) == 2
    assert all(line.isprintable() for line in lines)
    assert all("forged" in line for line in lines)


def test_a_failure_is_written_with_where_it_happened(written):
    try:
        int("no number")
    except ValueError:
        structlog.get_logger().exception("failed")
    assert "invalid literal for int()" in written.getvalue()
    assert "test_telemetry.py" in written.getvalue()


def refuse(password: str) -> None:
    raise ValueError(f"not {len(password)} characters")


def test_a_failure_is_written_without_the_values_of_variables(written):
    try:
        refuse(PASSWORD)
    except ValueError:
        structlog.get_logger().exception("failed")
        logging.getLogger("library").exception("failed too")
    assert "characters" in written.getvalue()
    assert PASSWORD not in written.getvalue()


@pytest.mark.parametrize("written", ["json"], indirect=True)
def test_for_programs_a_line_is_an_object(written):
    structlog.get_logger().info("seen", path="/é", number=7, thing=object)
    line = json.loads(written.getvalue())
    assert (line["event"], line["level"], line["path"], line["number"]) == ("seen", "info", "/é", 7)
    assert line["timestamp"].endswith("Z")
