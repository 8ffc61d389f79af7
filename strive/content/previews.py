"""Links that show a post before it is published, to whoever holds them, for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from itsdangerous import BadSignature, URLSafeSerializer

from strive.content.errors import PreviewExpired, PreviewInvalid
from strive.content.post import Post
from strive.content.posts import Posts
from strive.kit.clock import Clock
from strive.platform.errors import Invalid

VALID_FOR: Final = timedelta(days=7)
VALID_FOR_MAX: Final = timedelta(days=90)


class Previews:
    """Makes and opens preview links; nothing is stored, the signature is the proof."""

    def __init__(self, posts: Posts, clock: Clock, secret_key: str) -> None:
        self._posts = posts
        self._clock = clock
        self._serializer = URLSafeSerializer(secret_key, salt="strive.content.previews")

    def link(self, post: Post, valid_for: timedelta = VALID_FOR) -> str:
        """Return the path of a page that shows the post as it is at the time of looking.

        Raises:
            Invalid: `valid_for` is not positive, or longer than 90 days.
        """
        if not timedelta(0) < valid_for <= VALID_FOR_MAX:
            raise Invalid(f"A preview link is valid for at most {VALID_FOR_MAX.days} days.")
        expires_at = self._clock.now() + valid_for
        token = self._serializer.dumps([post.id, int(expires_at.timestamp())])
        return f"/preview/{token}"

    async def open(self, token: str) -> Post:
        """Return the post a link was made for, in whatever status.

        Raises:
            PreviewInvalid: The link was not made here, or the post is gone.
            PreviewExpired: The link's time is over.
        """
        try:
            post_id, expires_at = self._serializer.loads(token)
        except (BadSignature, UnicodeError) as error:
            raise PreviewInvalid("This preview link is not valid.") from error
        if self._clock.now() >= datetime.fromtimestamp(expires_at, self._clock.now().tzinfo):
            raise PreviewExpired("This preview link has expired; ask its sender for a new one.")
        post = await self._posts.by_id(post_id)
        if post is None:
            raise PreviewInvalid("The post of this preview link is gone.")
        return post
