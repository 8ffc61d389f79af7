"""What the sending of purges counts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Counters:
    """Purges by what became of them, since the start of the process.

    Attributes:
        calls: Made to the CDN, successful or not.
        sent: Carried out.
        retried: Put back, to be tried again; the same one counts each time.
        failed: Given up, as the CDN does not take them.
    """

    calls: int = 0
    sent: int = 0
    retried: int = 0
    failed: int = 0
