"""Where posts and pages are written: the addresses, who may open them, and their limits."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from strive.accounts.opening import Accounts
from strive.accounts.pages.frame import Frame
from strive.accounts.pages.guard import staff
from strive.accounts.principal import Scope
from strive.content import Content
from strive.content.desk import Desk
from strive.content.desk_lists import DeskLists
from strive.content.pages.urls import Urls
from strive.content.purging import ContentPurging, no_edge
from strive.content.store.desk import DeskStore
from strive.content.studio.bulk import BulkActions
from strive.content.studio.copies import WorkingCopies
from strive.content.studio.editor import Editor
from strive.content.studio.helping import Helping
from strive.content.studio.history import History
from strive.content.studio.listing import Lists
from strive.content.studio.presence import Presence
from strive.content.studio.releasing import Releasing
from strive.content.studio.studio import Studio
from strive.kit.clock import Clock
from strive.media import Media
from strive.platform.cache import DataCache
from strive.platform.database import Database
from strive.platform.ratelimit import limited
from strive.platform.ratelimit.standard import PAGES
from strive.platform.valkey import Valkey


def open_studio(  # noqa: PLR0913 - what it stands on
    content: Content,
    accounts: Accounts,
    frame: Frame,
    clock: Clock,
    *,
    media: Media,
    database: Database,
    valkey: Valkey,
    cache: DataCache,
    base_url: str,
) -> Studio:
    """Wire the pages of writing together."""
    return Studio(
        content=content,
        desk=Desk(content, accounts.users, accounts.audit),
        frame=frame,
        clock=clock,
        urls=Urls(base_url.rstrip("/")),
        store=DeskStore(database),
        lists=DeskLists(database, content.taxonomy, clock),
        copies=WorkingCopies(database, clock),
        presence=Presence(valkey, clock, database.name),
        purging=ContentPurging(content.posts, cache, no_edge),
        media=media,
    )


def writing_routes(studio: Studio) -> list[BaseRoute]:
    """Return the routes; what somebody may do with a post is decided by the desk."""
    lists, bulk, editor = Lists(studio), BulkActions(studio), Editor(studio)
    releasing, history, helping = Releasing(studio), History(studio), Helping(studio)
    read, write_all = staff(Scope.CONTENT_READ), staff(Scope.CONTENT_WRITE)
    post = "/studio/posts/{id}"
    routes = [
        Route("/studio/posts", read(lists.posts)),
        Route("/studio/pages", write_all(lists.pages)),
        Route("/studio/posts/bulk", read(bulk.act), methods=["POST"]),
        Route("/studio/posts/preview", read(helping.preview), methods=["POST"]),
        Route("/studio/posts/convert", read(helping.convert), methods=["POST"]),
        Route("/studio/posts/tags", read(helping.tags)),
        Route("/studio/posts/authors", read(helping.authors)),
        Route("/studio/posts/pictures", staff(Scope.MEDIA_WRITE)(helping.pictures)),
        Route("/studio/posts/new", read(editor.new)),
        Route("/studio/posts/new", read(editor.save), methods=["POST"]),
        Route(post, read(editor.edit)),
        Route(post, read(editor.save), methods=["POST"]),
        Route(f"{post}/copy", read(helping.keep_copy), methods=["POST"]),
        Route(f"{post}/copy/discard", read(helping.discard_copy), methods=["POST"]),
        Route(f"{post}/here", read(helping.here), methods=["POST"]),
        Route(f"{post}/publish", read(releasing.review)),
        Route(f"{post}/publish", read(releasing.publish), methods=["POST"]),
        Route(f"{post}/withdraw", read(releasing.withdraw), methods=["POST"]),
        Route(f"{post}/delete", read(releasing.leave)),
        Route(f"{post}/delete", read(releasing.delete), methods=["POST"]),
        Route(f"{post}/share", read(releasing.share), methods=["POST"]),
        Route(f"{post}/revisions", read(history.revisions)),
        Route(f"{post}/revisions/{{number}}/restore", read(history.restore), methods=["POST"]),
    ]
    return limited(routes, PAGES)
