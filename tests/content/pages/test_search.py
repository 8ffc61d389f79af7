"""The search page."""

from __future__ import annotations

import pytest


async def test_without_a_query_there_is_a_form(site):
    answer = await site.get("/search")
    assert answer.status_code == 200
    assert 'role="search"' in answer.text
    assert "noindex" not in answer.text


async def test_where_nothing_is_found_the_categories_are_offered(site, publish, category):
    await publish("About compilers", "<p>A compiler turns one text into another.</p>")
    assert 'href="/categories/machines"' in (await site.get("/search?q=nothing")).text
    assert 'href="/categories/machines"' in (await site.get("/search")).text
    assert 'href="/categories/machines"' not in (await site.get("/search?q=compiler")).text


async def test_what_is_found_is_marked(site, publish):
    await publish("About compilers", "<p>A compiler turns one text into another.</p>")
    answer = await site.get("/search", params={"q": "compiler"})
    assert "<mark>compiler</mark>" in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text


async def test_a_wrong_letter_is_forgiven_and_said(site, publish):
    await publish("About compilers", "<p>Compilers turn one text into another.</p>")
    html = (await site.get("/search", params={"q": "compulers"})).text
    assert "Showing results for" in html
    assert 'href="/search?q=compilers"' in html


@pytest.mark.parametrize(
    "query",
    ["", "\0", "a\0b", "x" * 5000, "שלום", "😀", "<script>", '"half', "-a", "$where", "%", "\\"],
)
async def test_no_query_is_too_odd(site, publish, query):
    await publish("Something")
    answer = await site.get("/search", params={"q": query})
    assert answer.status_code == 200
    assert "<script>" not in answer.text


async def test_pages_of_results_keep_the_query(site, publish):
    for number in range(12):
        await publish(f"Wheel {number}", "<p>A wheel.</p>")
    html = (await site.get("/search", params={"q": "wheel"})).text
    assert 'href="/search?q=wheel&amp;page=2" rel="next"' in html
    assert (await site.get("/search?q=wheel&page=9")).status_code == 404
