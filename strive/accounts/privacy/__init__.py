"""What people may ask for: their data, and to be erased (SEC-4).

This is the face other parts of Strive use.
"""

from __future__ import annotations

from dataclasses import dataclass

from strive.accounts.erasure import Asked, Erasure
from strive.accounts.privacy.erasing import Erasures
from strive.accounts.privacy.exporting import Exports
from strive.accounts.privacy.finding import People

__all__ = ["Asked", "DataRights", "Erasure", "Erasures", "Exports", "People"]


@dataclass(frozen=True, slots=True)
class DataRights:
    """The use cases of privacy, by subject."""

    people: People
    exports: Exports
    erasures: Erasures
