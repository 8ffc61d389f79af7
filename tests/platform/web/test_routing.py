"""Claims of `strive.platform.web.routing`: as one router in order, without going by all of them."""

from __future__ import annotations

import pytest
from asgi import ask
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from strive.platform.web.routing import Routes

PATHS = ["/", "/studio", "/studio/posts/{id}", "/{slug}", "/blog/{slug}", "/{a}/{b}", "/feed.xml"]


@pytest.fixture
def app() -> Routes:
    def said(path: str) -> Route:
        async def say(_request) -> PlainTextResponse:
            return PlainTextResponse(path)

        return Route(path, say, methods=["GET"])

    return Routes([Mount("/api", routes=[said("/v1")]), *map(said, PATHS)])


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/", "/"),
        ("/studio", "/studio"),
        ("/studio/posts/1", "/studio/posts/{id}"),
        ("/studio/other", "/{a}/{b}"),
        ("/about", "/{slug}"),
        ("/feed.xml", "/{slug}"),
        ("/blog/light", "/blog/{slug}"),
        ("/other/light", "/{a}/{b}"),
        ("/api/v1", "/v1"),
    ],
)
async def test_the_first_route_that_takes_a_path_answers(app, path, route):
    assert (await ask(app, path.encode())).body == route.encode()


@pytest.mark.parametrize("path", [b"/a/b/c", b"/studio/posts/1/2", b"/api/v2", b"//"])
async def test_a_path_that_no_route_takes_is_not_found(app, path):
    with pytest.raises(HTTPException) as refused:
        await ask(app, path)
    assert refused.value.status_code == 404
