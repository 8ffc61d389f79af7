"""A letter: its words from a template, as plain text and as HTML; pure but for the template.

A template is plain text: `Subject: …`, an empty line, then paragraphs. A paragraph
`[label](address)` is what there is to do, and becomes a button in HTML; one that begins with `- `
is small print. So the words stand once, and both forms say the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Final, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from msgspec import Struct

from strive.platform.errors import Invalid

SUBJECT_CHARACTERS_MAX: Final = 200
_BUTTON: Final = re.compile(r"\[([^\]\n]+)\]\(([^()\s]+)\)")
_SUBJECT: Final = "Subject: "
_FRAME: Final = "mail/letter.html"

Kind = Literal["text", "button", "small"]


class Paragraph(Struct, frozen=True):
    """One paragraph; a button has an address."""

    kind: Kind
    text: str
    address: str = ""


class Letter(Struct, frozen=True, kw_only=True):
    """A letter to one person, in words."""

    to: str
    subject: str
    text: str
    html: str


class Words:
    """The templates of letters, in folders of which the first that has a name wins."""

    def __init__(self, folders: Sequence[Path]) -> None:
        loader = FileSystemLoader([str(folder) for folder in folders])

        def is_html(name: str | None) -> bool:
            return name is not None and name.endswith(".html")

        self._environment = Environment(
            loader=loader,
            autoescape=is_html,  # noqa: S701 - all that is HTML
            undefined=StrictUndefined,
            trim_blocks=True,
        )

    def letter(self, template: str, to: str, context: dict[str, Any]) -> Letter:
        """Write a letter to an address; `template` is the name of a file in `mail/`, without .txt.

        Raises `ValueError` where the template has no subject.
        """
        plain = {name: _in_line(value) for name, value in context.items()}
        rendered = self._environment.get_template(f"mail/{template}.txt").render(plain)
        head, _, body = rendered.strip().partition("\n\n")
        if not head.startswith(_SUBJECT):
            raise ValueError(f"The letter {template} does not begin with its subject.")
        subject = head.removeprefix(_SUBJECT)[:SUBJECT_CHARACTERS_MAX]
        paragraphs = [_paragraph(text) for text in re.split(r"\n{2,}", body.strip())]
        frame = self._environment.get_template(_FRAME)
        return Letter(
            to=to,
            subject=subject,
            text="\n\n".join(map(_as_text, paragraphs)) + "\n",
            html=frame.render(plain | {"subject": subject, "paragraphs": paragraphs}),
        )


def message_of(letter: Letter, *, sender: str, sender_name: str, at: datetime) -> EmailMessage:
    """Return a letter as it is sent (RFC 5322).

    No text can add a field: what would break a line is refused (security.md 36).

    Raises:
        Invalid: An address is none, or a subject or name has a line break.
    """
    for text in (letter.to, letter.subject, sender, sender_name):
        if not text.isprintable():
            raise Invalid("Names, subjects and addresses of mail are single lines of text.")
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(sender, sender_name)
    message["To"] = _address(letter.to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no robot answers
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def _address(address: str, name: str = "") -> Address:
    user, _, domain = address.rpartition("@")
    if not user or not domain or set(address) & set('<>,;:"()[]\\ '):
        raise Invalid("This is not an address that mail can be sent to.")
    try:
        return Address(name, user, domain)
    except (ValueError, IndexError) as error:
        raise Invalid("This is not an address that mail can be sent to.") from error


def _in_line(value: Any) -> Any:
    """Return a value for a template; what people typed becomes one line, and no button."""
    if not isinstance(value, str):
        return value
    tidy = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    return tidy.replace("](", "] (")


def _paragraph(text: str) -> Paragraph:
    flowing = " ".join(text.split())
    if button := _BUTTON.fullmatch(flowing):
        return Paragraph("button", button[1], button[2])
    if flowing.startswith("- "):
        return Paragraph("small", flowing[2:])
    return Paragraph("text", flowing)


def _as_text(paragraph: Paragraph) -> str:
    if paragraph.kind == "button":
        return f"{paragraph.text}:\n{paragraph.address}"
    return paragraph.text
