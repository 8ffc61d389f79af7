from __future__ import annotations

import hashlib
import re
import time

import msgspec
import pytest
import pytest_asyncio
import pyvips

from strive.content import sample
from strive.content.importing.engine import import_content
from strive.content.importing.progress import Silent
from strive.content.importing.report import Result
from strive.content.importing.run import Options, Target
from strive.content.post import Kind, Post
from strive.content.sample import artwork
from strive.kit.clock import SystemClock
from strive.media import Media
from strive.platform.storage import Storage

POSTS = sorted(path.stem for path in (sample.PUBLICATION / "posts").glob("*.md"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample")
    sample.write(path / "publication")
    return path / "publication"


@pytest_asyncio.fixture
async def target(database, content, tmp_path):
    clock = SystemClock()
    media = Media(database, Storage.open((tmp_path / "media").as_uri()), clock)
    return Target(
        content=content,
        database=database,
        media=media,
        fetcher=None,
        clock=clock,
        data_dir=tmp_path / "data",
    )


@pytest_asyncio.fixture
async def report(folder, target):
    options = Options(name="sample")
    return await import_content("markdown", folder, target, options, Silent())


async def stored(database) -> list[Post]:
    return [msgspec.convert(document, Post) async for document in database.raw["blogPosts"].find()]


async def test_everything_is_imported_without_a_note(report):
    assert report.remarkable == []
    assert report.total(Result.SKIPPED) == report.total(Result.MISSING) == 0


async def test_each_post_is_whole_and_only_pictures_redirect(report, database):
    posts = await stored(database)
    assert sorted(post.slug.current for post in posts if post.kind is Kind.POST) == POSTS
    assert [post.slug.current for post in posts if post.kind is Kind.PAGE] == ["about"]
    for post in posts:
        assert post.rendered.words > 200
        if post.kind is Kind.POST:
            assert all((post.excerpt, post.author, post.categories, post.tags))
            assert (post.feature_image.width, post.feature_image.height) == (1600, 900)
            assert post.feature_image.alt
            assert post.feature_image.url.startswith("/media/")
    redirects = [rule["_id"] async for rule in database.raw["redirects"].find()]
    assert sorted(redirects) == sorted(f"/images/{name}" for name in artwork.PLATES)


async def test_links_between_the_posts_lead_somewhere(report, database):
    posts = await stored(database)
    paths = {post.path for post in posts}
    known = ("/media/", "#", "https://example.com", "/feed.xml", "https://www.youtube.com/watch")
    for post in posts:
        for href in re.findall(r' (?:href|src)="([^"]+)"', post.rendered.html):
            assert href in paths or href.startswith(known), (post.slug.current, href)


async def test_the_guide_shows_each_kind_of_thing(report, database):
    guide = await database.raw["blogPosts"].find_one({"slug.current": "everything-you-can-write"})
    html = guide["rendered"]["html"]
    for part in ("<table", "<figure", "<figcaption", "<blockquote", "<pre", "<s>", "<kbd>"):
        assert part in html
    for part in ('type="checkbox"', "<details", "<sub>", "<hr", "<ol", "<h4", "footnote"):
        assert part in html
    for name in ("callout-tip", "gallery", "hll", "embed-video"):
        assert name in html
    assert "<dl>" in html


async def test_a_second_import_changes_nothing(report, folder, target):
    again = await import_content("markdown", folder, target, Options(name="sample"), Silent())
    assert again.nothing_changed


def test_every_picture_that_is_named_is_drawn(folder):
    named = {
        name
        for path in sample.PUBLICATION.rglob("*.*")
        for name in re.findall(r"/images/([\w.-]+)", path.read_text())
    }
    assert named == set(artwork.PLATES)
    assert {path.name for path in (folder / "static/images").iterdir()} == named


def test_the_pictures_are_of_the_right_size_and_light(folder):
    for name, plate in artwork.PLATES.items():
        path = folder / "static/images" / name
        image = pyvips.Image.new_from_file(path)
        assert (image.width, image.height) == (plate.width, plate.height)
        assert path.stat().st_size < 180_000


def test_a_picture_is_the_same_each_time():
    for name in ("a-page-is-a-promise.webp", "the-feed-is-not-dead.webp", "icon.png"):
        first, second = (hashlib.sha256(artwork.draw(name)).digest() for _ in range(2))
        assert first == second


def test_the_publication_is_written_within_three_seconds(tmp_path):
    start = time.perf_counter()
    sample.write(tmp_path)
    sample.write(tmp_path)
    assert (time.perf_counter() - start) / 2 < 3


@pytest.mark.parametrize("slug", POSTS)
def test_a_post_is_short_and_named_as_its_file(slug):
    text = (sample.PUBLICATION / "posts" / f"{slug}.md").read_text()
    assert 400 <= len(text.split()) <= 900
    assert f"slug: {slug}\n" in text
    assert f"strive_id: sample-{slug}\n" in text
