"""What keeps a local start from going on, each as one clear line for the person at the keyboard."""

from __future__ import annotations

from strive.platform.errors import StriveError


class LocalError(StriveError):
    """A local start cannot go on; the text says what is wrong and what to do."""

    code = "local"


class AlreadyRunning(LocalError):
    """Another process holds the data folder."""


class ProcessFailed(LocalError):
    """A process that was started ended, or did not become ready in time."""
