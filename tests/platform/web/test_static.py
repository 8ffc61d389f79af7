"""Claims of `strive.platform.web.static`, `icons` and `templates`."""

from __future__ import annotations

import httpx
import jinja2
import pytest
from starlette.applications import Starlette

from strive.platform.web.icons import Icons
from strive.platform.web.static import StaticFiles
from strive.platform.web.templates import Templates


@pytest.fixture
def folders(tmp_path):
    """Two folders, the second a site's own theme."""
    for name in ("base", "own"):
        (tmp_path / name).mkdir()
    (tmp_path / "base/site.css").write_text("body { color: black }")
    (tmp_path / "base/search.svg").write_text('<svg xmlns="x"><path d="M1 1"/></svg>')
    (tmp_path / "base/page.html").write_text("{{ asset('site.css') }} {{ text }}")
    return [tmp_path / "base", tmp_path / "own"]


async def ask(static: StaticFiles, path: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=static.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        return await client.get(path, headers={k.replace("_", "-"): v for k, v in headers.items()})


async def test_a_hashed_name_is_cached_for_ever(folders):
    static = StaticFiles(folders)
    response = await ask(static, static.url("site.css"))
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-type"] == "text/css; charset=utf-8"
    assert response.text == "body { color: black }"


async def test_a_plain_name_is_revalidated(folders):
    static = StaticFiles(folders)
    response = await ask(static, "/static/site.css")
    assert response.headers["cache-control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
async def test_what_the_browser_has_already_is_not_sent_again(folders, form):
    static = StaticFiles(folders)
    etag = (await ask(static, "/static/site.css")).headers["etag"]
    answer = await ask(static, "/static/site.css", if_none_match=form.format(etag))
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == etag


def test_the_name_changes_with_the_content(folders):
    before = StaticFiles(folders).url("site.css")
    (folders[0] / "site.css").write_text("body { color: navy }")
    assert StaticFiles(folders).url("site.css") != before


async def test_a_sites_own_file_replaces_the_themes(folders):
    (folders[1] / "site.css").write_text("body { color: red }")
    static = StaticFiles(folders)
    assert (await ask(static, static.url("site.css"))).text == "body { color: red }"


def test_a_watched_folder_is_read_again(folders):
    static = StaticFiles(folders, watch=True, look_every_s=0)
    before = static.url("site.css")
    (folders[1] / "site.css").write_text("body { color: red }")
    assert static.url("site.css") != before


def test_an_icon_is_drawn_into_the_page(folders):
    icons = Icons(folders)
    assert icons("search") == (
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M1 1"/></svg>'
    )
    assert 'role="img" aria-label="Find &lt;it&gt;"' in icons("search", "Find <it>")
    with pytest.raises(KeyError):
        icons("none")


def test_a_template_escapes_and_a_mistake_in_it_is_an_error(folders):
    templates = Templates(folders[::-1], static=StaticFiles(folders), icons=Icons(folders))
    assert templates.render("page.html", text="<b>").endswith(".css &lt;b&gt;")
    with pytest.raises(jinja2.UndefinedError):
        templates.render("page.html")


def test_a_sites_own_template_replaces_the_themes(folders):
    (folders[1] / "page.html").write_text("own {{ text }}")
    templates = Templates(folders[::-1], static=StaticFiles(folders), icons=Icons(folders))
    assert templates.render("page.html", text="x") == "own x"
