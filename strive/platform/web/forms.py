"""Forms that pages send: read within bounds, as plain text values (security.md 25, 40)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from strive.platform.errors import Invalid, StriveError

FIELDS_MAX: Final = 500
FIELD_BYTES_MAX: Final = 1024 * 1024
_KINDS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")


class NotAForm(StriveError):
    """What was sent is no form."""

    status = 415
    code = "not_a_form"


class Form:
    """The fields of a form; a field that was not sent is empty."""

    def __init__(self, values: Mapping[str, Sequence[str]]) -> None:
        self._values = values

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str) -> str:
        """Return a field, "" when it was not sent; of several of one name the last."""
        return (self._values.get(name) or [""])[-1]

    def texts(self, name: str) -> list[str]:
        """Return all fields of a name."""
        return list(self._values.get(name, ()))

    def is_checked(self, name: str) -> bool:
        """Tell whether a box is ticked."""
        return self.text(name) in {"1", "on", "true", "yes"}


async def form_of(request: Request, *, field_bytes_max: int = FIELD_BYTES_MAX) -> Form:
    """Read the form of a request; files are left out.

    A field takes `field_bytes_max` as it is sent, which may be three times what it means.

    Raises:
        NotAForm: The request has a body of another kind.
        Invalid: It has too many fields, one that is too long, or cannot be read.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _KINDS:
        raise NotAForm("This is not a form.")
    try:
        data: FormData = await request.form(
            max_files=0, max_fields=FIELDS_MAX, max_part_size=field_bytes_max
        )
    except (MultiPartException, HTTPException, UnicodeError) as error:
        raise Invalid("The form cannot be read: it is broken, or a field is too long.") from error
    values: dict[str, list[str]] = {}
    for count, (name, value) in enumerate(data.multi_items()):
        if count >= FIELDS_MAX:
            raise Invalid(f"A form has {FIELDS_MAX} fields at most.")
        if isinstance(value, UploadFile):
            continue
        values.setdefault(name, []).append(value.replace("\r\n", "\n").replace("\0", ""))
    return Form(values)
