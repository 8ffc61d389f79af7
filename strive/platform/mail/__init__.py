"""Mail: letters from templates, sent by a server, or written as files where there is none.

A letter that follows a change is written down in its transaction (`Mail.later`) and sent by a
worker, again until the server takes it. What holds a secret is never written down: a worker makes
the secret in the moment it sends it (`Mail.now`).
"""

from __future__ import annotations

from strive.platform.mail.letter import Letter, Words
from strive.platform.mail.mail import Mail, MailAsked
from strive.platform.mail.posting import MailUnavailable, open_post
from strive.platform.mail.settings import MailSettings, problem_with

__all__ = [
    "Letter",
    "Mail",
    "MailAsked",
    "MailSettings",
    "MailUnavailable",
    "Words",
    "open_post",
    "problem_with",
]
