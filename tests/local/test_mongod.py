"""What mongod's log tells about its end."""

from __future__ import annotations

import json

import pytest

from strive.local.mongod import RESTARTED, cause_in


def logged(severity: str, message: str, **more: str) -> str:
    """Give a line as MongoDB logs it since version 4.4."""
    return json.dumps({"s": severity, "msg": message, "attr": more}, separators=(",", ":")) + "\n"


def test_what_it_reports_in_passing_is_no_cause():
    start = logged("I", "Setting featureCompatibilityVersion", newVersion="6.0")
    assert cause_in(start + logged("W", "No space left on device, almost")) is None


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        ("__posix_file_write: No space left on device", "The disk is full."),
        ("DBPathInUse: Unable to lock the lock file", "Another mongod uses its data."),
        ("UPGRADE PROBLEM: invalid featureCompatibilityVersion document", "another version"),
    ],
)
def test_an_error_is(error, cause):
    assert cause in cause_in(logged("I", "starting") + logged("E", "DBException", error=error))


def test_an_error_before_the_last_start_is_none():
    before = logged("F", "WT_PANIC")
    assert cause_in(before + logged("I", RESTARTED) + logged("I", "starting")) is None
