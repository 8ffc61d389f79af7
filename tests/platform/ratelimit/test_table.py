"""The limits of a request are those declared beside the route that will answer it."""

from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Mount, Route

from strive.platform.ratelimit import Policy, Table, Unlimited, costing, limited

OTHERWISE = (Policy("otherwise", 10, 60),)
PAGES = (Policy("pages", 10, 60),)
FORMS = (Policy("forms", 5, 60),)
DOCS = (Policy("docs", 3, 60),)


async def answer(_request: Request) -> Response:
    return Response()


ROUTES = [
    *limited([Route("/", answer), Route("/blog/{slug}", answer)], PAGES),
    *limited([Route("/livez", answer)], Unlimited("probes")),
    *limited([Route("/newsletter", answer, methods=["POST"])], FORMS),
    Route("/forgotten", answer),
    *limited(
        [
            Mount(
                "/api",
                routes=[*limited([Route("/v1/{slug}", answer)], FORMS), Route("/docs", answer)],
            )
        ],
        DOCS,
    ),
    *limited([Route("/files/{path:path}", answer)], costing(PAGES, 5)),
    *limited([Route("/{slug}", answer)], PAGES),
]
TABLE = Table(ROUTES, otherwise=OTHERWISE)


@pytest.mark.parametrize(
    ("method", "path", "limits"),
    [
        ("GET", "/", PAGES),
        ("HEAD", "/", PAGES),
        ("GET", "/blog/a-post", PAGES),
        ("GET", "/about", PAGES),
        ("GET", "/livez", ()),
        ("POST", "/newsletter", FORMS),
        ("GET", "/newsletter", PAGES),  # the route that takes any name has this method
        ("DELETE", "/newsletter", FORMS),
        ("GET", "/files/a/b/c", costing(PAGES, 5)),
        ("GET", "/api/v1/posts", FORMS),
        ("GET", "/api/docs", DOCS),
        ("GET", "/api/anything/else", DOCS),
        ("GET", "/forgotten", OTHERWISE),
        ("GET", "/no/such/page", OTHERWISE),
        ("GET", "", OTHERWISE),
    ],
)
def test_a_request_has_the_limits_of_its_route(method, path, limits):
    assert TABLE.find(method, path) == limits


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("path", ["/", "/blog/x", "/newsletter", "/about", "/files/a", "/x\n"])
def test_the_table_finds_what_the_router_finds(method, path):
    scope = {"type": "http", "method": method, "path": path, "headers": []}
    plain = [route for route in ROUTES if isinstance(route, Route)]
    matches = {match: route for route in reversed(plain) if (match := route.matches(scope)[0])}
    route = matches.get(Match.FULL) or matches[Match.PARTIAL]
    limits = next(entry.limits for entry in TABLE.entries if entry.path == route.path)
    assert TABLE.find(method, path) == (() if isinstance(limits, Unlimited) else limits)


def test_policies_of_one_name_are_one_policy():
    routes = limited([Route("/a", answer)], (Policy("p", 5, 60),))
    other = limited([Route("/b", answer)], (Policy("p", 6, 60),))
    with pytest.raises(ValueError, match="two policies p"):
        Table([*routes, *other], otherwise=())


def test_a_policy_may_cost_more_on_one_route_than_on_another():
    routes = limited([Route("/a", answer)], PAGES)
    other = limited([Route("/b", answer)], costing(PAGES, 5))
    assert Table([*routes, *other], otherwise=()).policies.keys() == {"pages"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "No Name"},
        {"quota": 0},
        {"window_s": 0},
        {"cost": 6},
        {"cost": 0},
        {"quota": 10**9},
    ],
)
def test_a_policy_that_means_nothing_is_not_made(wrong):
    with pytest.raises(ValueError, match=r"\S"):
        Policy(**{"name": "p", "quota": 5, "window_s": 60, **wrong})
