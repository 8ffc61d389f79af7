"""Letters on their way: written down with a change, sent by a worker, counted in the log."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar, Final

import structlog

from strive.kit.clock import Clock
from strive.kit.ids import new_id
from strive.platform.database import Session
from strive.platform.errors import Invalid
from strive.platform.mail.letter import Words, message_of
from strive.platform.mail.posting import MailRefused, MailUnavailable, Post
from strive.platform.outbox import Delivery, Event, GiveUp, Outbox, RetryLater

TOPIC: Final = "mail.send"

log = structlog.get_logger(__name__)


class MailAsked(Event, frozen=True, kw_only=True):
    """A letter is to be sent. `context` goes into its template, and holds no secret."""

    topic: ClassVar[str] = TOPIC
    is_personal: ClassVar[bool] = True
    id: str
    template: str
    to: str
    context: dict[str, str]

    @property
    def key(self) -> str:
        """Each is one letter."""
        return self.id


class Mail:
    """Sends the letters of the site.

    Args:
        post: What takes them.
        words: Their templates.
        sender: The address in `From`.
        site: Tells the name of the publication: the sender's, and `site` in templates.
        clock: For the date.
        outbox: Where letters wait that follow a change.
    """

    def __init__(  # noqa: PLR0913 - what letters are made of
        self,
        post: Post,
        words: Words,
        *,
        sender: str,
        site: Callable[[], Awaitable[str]],
        clock: Clock,
        outbox: Outbox,
    ) -> None:
        self._post = post
        self._words = words
        self._sender = sender
        self._site = site
        self._clock = clock
        self._outbox = outbox

    def connect(self) -> None:
        """Have a worker send what was written down."""
        self._outbox.on(TOPIC, "send", self._deliver)

    async def later(self, session: Session | None, template: str, to: str, **context: str) -> None:
        """Write a letter down, in the transaction of what it follows; no secret may be in it."""
        await self._outbox.add(
            session, MailAsked(id=new_id(), template=template, to=to, context=context)
        )

    async def now(self, template: str, to: str, **context: Any) -> None:
        """Send a letter, in a handler of the outbox, which repeats what fails.

        Raises:
            RetryLater: The mail server is away.
            GiveUp: It refuses this letter for good, or the address is none.
        """
        started, site = time.perf_counter(), await self._site()
        try:
            letter = self._words.letter(template, to, {"site": site, **context})
            message = message_of(
                letter, sender=self._sender, sender_name=site, at=self._clock.now()
            )
            await self._post.send(message)
        except MailUnavailable as error:
            log.warning("mail.postponed", letter=template, reason=repr(error.__cause__ or error))
            raise RetryLater(error.message) from error
        except (MailRefused, Invalid) as error:
            log.warning("mail.refused", letter=template, reason=str(error))
            raise GiveUp(str(error)) from error
        duration_ms = round((time.perf_counter() - started) * 1000, 1)
        log.info("mail.sent", letter=template, duration_ms=duration_ms)

    async def _deliver(self, delivery: Delivery) -> None:
        asked = delivery.payload
        await self.now(asked["template"], asked["to"], **asked["context"])
