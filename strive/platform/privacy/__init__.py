"""Personal data: what is held, and how to get at what is held about one person (SEC-4).

Each package declares its own stores (`Holding`, `NotPersonal`) and says how to reach into those
with personal data (`Reach`), for the export and the erasure of a person; the application puts the
declarations together. A store without them fails a test.
"""

from __future__ import annotations

from strive.platform.privacy.ending import By, End
from strive.platform.privacy.fields import Fields, reach_fields
from strive.platform.privacy.reach import Beyond, OwnReach, Person, Reach, Record
from strive.platform.privacy.register import (
    Basis,
    Declared,
    Holding,
    NotPersonal,
    Register,
    Where,
    Whose,
)

__all__ = [
    "Basis",
    "Beyond",
    "By",
    "Declared",
    "End",
    "Fields",
    "Holding",
    "NotPersonal",
    "OwnReach",
    "Person",
    "Reach",
    "Record",
    "Register",
    "Where",
    "Whose",
    "reach_fields",
]
