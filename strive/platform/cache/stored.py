"""A response as a cache holds it: what was said, until when it may be said again, and to whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from strive.platform.cache.http.coding import IDENTITY, encoded, is_compressible
from strive.platform.cache.http.fields import Fields, value_of, without
from strive.platform.cache.http.freshness import Freshness
from strive.platform.cache.http.ranges import Part
from strive.platform.cache.http.varying import Selection, size_of

OVERHEAD_BYTES: Final = 1_500  # of a stored response beside its body and fields
EARLY_FETCHES: Final = 10  # so many fetch times before its end a response may be fetched early
_ASKED_SPECIALLY: Final = frozenset({b"authorization"})  # who sends these is no plain asker
_WRITTEN_ANEW: Final = frozenset({b"content-length", b"content-encoding", b"vary", b"etag"})


class Form:
    """A stored response in one content coding, and its fields as they are in this second."""

    __slots__ = ("base", "body", "fields", "second")

    def __init__(self, base: Fields, body: bytes) -> None:
        self.base = base
        self.body = body
        self.fields = base
        self.second = -1


@dataclass(slots=True, eq=False)
class Stored:
    """One stored response.

    Attributes:
        status: Of the response.
        fields: Of the response, without those a cache writes itself.
        body: The bytes, in the coding they came in.
        names: The request fields it varies on.
        selection: What those were in the request that it answers.
        freshness: How long it may be used.
        born: When its age was 0, on the clock of ages in seconds.
        received: When it came, as Unix time.
        fetched_in_s: How long the origin took.
        stamp: What of purges was known before it was fetched (`purges.Purges`).
        tags: What it is purged by.
        part: Which part the body is, when it is not the whole.
        range: The `Range` that the part answered.
        checked: The last purge it was compared with.
        forms: The codings it was made in so far.
    """

    status: int
    fields: Fields
    body: bytes
    names: tuple[bytes, ...]
    selection: Selection
    freshness: Freshness
    born: float
    received: float
    fetched_in_s: float
    stamp: int
    tags: tuple[str, ...]
    part: Part | None = None
    range: bytes | None = None
    checked: int = -1
    forms: dict[bytes, Form] = field(default_factory=dict)

    @property
    def fresh_until(self) -> float:
        """Until when it is fresh, on the clock of ages."""
        return self.born + self.freshness.lifetime_s

    @property
    def calm_until(self) -> float:
        """Until when there is no reason at all to think of fetching it again."""
        if self.freshness.asks_always or self.part is not None:
            return 0.0
        return self.fresh_until - EARLY_FETCHES * self.fetched_in_s

    @property
    def is_compressible(self) -> bool:
        """Whether other codings than the one it came in can be made of it."""
        return (
            self.part is None
            and not value_of(self.fields, b"content-encoding")
            and is_compressible(value_of(self.fields, b"content-type"), len(self.body))
        )

    @property
    def size(self) -> int:
        """How many bytes of memory it takes."""
        codings = {id(self.body): len(self.body)}
        codings |= {id(form.body): len(form.body) for form in self.forms.values()}
        fields = sum(len(name) + len(value) + 100 for name, value in self.fields)
        found_by = 2 * sum(map(len, self.tags)) + size_of(self.selection)
        return OVERHEAD_BYTES + sum(codings.values()) + fields * (1 + len(codings)) + found_by

    def form(self, coding: bytes) -> Form:
        """Return it in a coding, made when it is asked for the first time."""
        if (known := self.forms.get(coding)) is not None:
            return known
        if coding != IDENTITY and not self.is_compressible:
            form = self.form(IDENTITY)
        else:
            body = encoded(self.body, coding)
            form = Form(self._base(coding, len(body)), body)
        self.forms[coding] = form
        return form

    @property
    def codings(self) -> dict[bytes, bytes]:
        """The bodies that were made of it so far, by coding."""
        made = self.forms.items() if self.is_compressible else ()
        return {coding: form.body for coding, form in made if coding != IDENTITY}

    def adopt(self, codings: dict[bytes, bytes]) -> None:
        """Take over bodies that were made of the same bytes before."""
        for coding, body in codings.items():
            self.forms[coding] = Form(self._base(coding, len(body)), body)

    def _base(self, coding: bytes, length: int) -> Fields:
        fields = without(self.fields, _WRITTEN_ANEW)
        if self.status not in _WITHOUT_BODY:
            fields.append((b"content-length", b"%d" % length))
        coded = coding or value_of(self.fields, b"content-encoding")
        if coded:
            fields.append((b"content-encoding", coded))
        if (tag := value_of(self.fields, b"etag")) is not None:
            weak = coding != IDENTITY and not tag.startswith(b"W/")
            fields.append((b"etag", b"W/" + tag if weak else tag))
        varying = [value for name, value in self.fields if name == b"vary"]
        if self.is_compressible and b"accept-encoding" not in self.names:
            varying.append(b"Accept-Encoding")
        if varying:
            fields.append((b"vary", b", ".join(varying)))
        return fields


_WITHOUT_BODY: Final = frozenset({204, 304})


def _is_for_plain_askers(stored: Stored) -> bool:
    """Tell whether every request selects a response that has none of the special fields."""
    return _ASKED_SPECIALLY.issuperset(stored.names) and not any(stored.selection)


class Resource:
    """All stored responses of one address, the newest first.

    `plain` is the only one, when there is just one and every request selects it; `calm_until` and
    `checked` are its, kept here so that a hit needs to look at little.
    """

    __slots__ = ("calm_until", "plain", "variants")

    VARIANTS_MAX: Final = 32

    def __init__(self) -> None:
        self.variants: list[Stored] = []
        self.plain: Stored | None = None
        self.calm_until = 0.0

    def add(self, stored: Stored) -> None:
        """Put a response in the place of those that the same requests selected."""
        rest = [
            other
            for other in self.variants
            if (other.names, other.selection) != (stored.names, stored.selection)
            or (other.part is None) != (stored.part is None)
        ]
        self._set([stored, *rest][: self.VARIANTS_MAX])

    def remove(self, stored: Stored) -> None:
        """Take a response out."""
        self._set([other for other in self.variants if other is not stored])

    @property
    def size(self) -> int:
        """How many bytes of memory it takes."""
        return sum(stored.size for stored in self.variants)

    def _set(self, variants: list[Stored]) -> None:
        self.variants = variants
        only = variants[0] if len(variants) == 1 else None
        self.plain = only if only is not None and _is_for_plain_askers(only) else None
        self.calm_until = 0.0 if self.plain is None else self.plain.calm_until
