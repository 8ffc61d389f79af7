"""What is written down of a demo, so that it can be gone on with and taken away; pure."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct, field

from strive.operations.demo.scale import SCALES, Plan


class Record(Struct, frozen=True, rename="camel", kw_only=True):
    """The demo of a database: there is one at most.

    `done` says by part how far loading has come, `is_leaving` that it is being removed.
    """

    id: str = field(default="demo", name="_id")
    scale: str
    seed: int
    until: datetime
    started_at: datetime
    finished_at: datetime | None = None
    is_leaving: bool = False
    done: dict[str, int] = {}

    @property
    def plan(self) -> Plan:
        """What the demo consists of."""
        return Plan(SCALES[self.scale], self.seed, self.until)
