"""The front page."""

from __future__ import annotations

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from strive.content.drafts import Draft
from strive.content.pages.home import arrange
from strive.content.site import Link

posts = st.lists(st.integers(0, 30), unique=True, max_size=14).map(
    lambda ids: [SimpleNamespace(id=i) for i in ids]
)


async def test_an_empty_publication_says_so(site):
    answer = await site.get("/")
    assert answer.status_code == 200
    assert "Nothing has been published here yet." in answer.text


async def test_the_newest_featured_post_leads(site, publish, clock):
    await publish("Plain and new")
    await publish("Featured", featured=True)
    html = (await site.get("/")).text
    assert html.index("Featured</a></h2>") < html.index("Plain and new</a>")


async def test_the_footer_names_each_list_once_and_as_the_menu_does(site, settle):
    navigation = (Link("Home", "/"), Link("Topics", "/categories"))
    await settle(navigation=navigation, footer=(Link("Who writes", "/authors"),))
    footer = (await site.get("/")).text.partition('<footer class="colophon">')[2]
    assert '<a href="/categories">Topics</a>' in footer
    assert footer.count('href="/authors"') == 1


async def test_drafts_are_not_shown(site, content):
    await content.publishing.save(Draft(title="Half done"), by="ada")
    assert "Half done" not in (await site.get("/")).text


@given(posts, posts)
def test_no_post_stands_twice_and_none_is_left_out(latest, featured):
    top, rest = arrange(latest, featured[:4])
    ids = [post.id for post in (*top, *rest)]
    assert len(ids) == len(set(ids))
    assert set(ids) == {post.id for post in (*latest, *featured[:4])}
    assert len(top) in {0, 1, 4}
