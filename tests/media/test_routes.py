from __future__ import annotations

import shutil

import httpx
import pytest
import pytest_asyncio
from starlette.routing import Router

from strive.media import Media, routes
from strive.platform.storage import Storage
from strive.platform.web.errors import ErrorBoundary
from tests.media.conftest import picture

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def client_of(media, clock):
    app = ErrorBoundary(Router(routes=routes(media)), clock=clock)
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url="http://testserver")


@pytest_asyncio.fixture(loop_scope="session")
async def client(media, clock):
    async with client_of(media, clock) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def pdf(media):
    return await media.keep(b"%PDF-" + b"0123456789" * 10, "paper.pdf")


async def test_a_file_is_served_for_ever_as_what_it_is(client, media):
    data = picture(".webp")
    asset = await media.keep(data, "sky.webp")
    answer = await client.get(asset.url)
    assert (answer.status_code, answer.content) == (200, data)
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["content-length"] == str(len(data))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["etag"] == f'"{asset.id}"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == 'inline; filename="sky.webp"'
    assert "set-cookie" not in answer.headers


async def test_head_says_the_same_without_the_body(client, pdf):
    whole, head = await client.get(pdf.url), await client.head(pdf.url)
    assert (head.status_code, head.content) == (200, b"")
    assert dict(head.headers) == dict(whole.headers)


async def test_a_browser_that_has_the_file_gets_304(client, pdf):
    etag = f'"{pdf.id}"'
    for condition in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = await client.get(pdf.url, headers={"if-none-match": condition})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == etag
    answer = await client.get(pdf.url, headers={"if-none-match": '"other"'})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("wanted", "content", "content_range"),
    [
        ("bytes=0-4", b"%PDF-", "bytes 0-4/105"),
        ("bytes=-3", b"789", "bytes 102-104/105"),
        ("bytes=100-900", b"56789", "bytes 100-104/105"),
    ],
)
async def test_a_part_is_served_alone(client, pdf, wanted, content, content_range):
    answer = await client.get(pdf.url, headers={"range": wanted})
    assert (answer.status_code, answer.content) == (206, content)
    assert answer.headers["content-range"] == content_range
    assert answer.headers["content-length"] == str(len(content))


async def test_a_part_that_does_not_exist_is_416(client, pdf):
    answer = await client.get(pdf.url, headers={"range": "bytes=105-"})
    assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */105")


async def test_several_parts_or_nonsense_are_answered_with_the_whole(client, pdf):
    for wanted in ("bytes=0-1,4-5", "bytes=x", "lines=1-2"):
        answer = await client.get(pdf.url, headers={"range": wanted})
        assert (answer.status_code, len(answer.content)) == (200, 105)


async def test_a_part_of_another_version_is_not_mixed_in(client, pdf):
    for condition, status in ((f'"{pdf.id}"', 206), ('"other"', 200), (f'W/"{pdf.id}"', 200)):
        headers = {"range": "bytes=0-4", "if-range": condition}
        assert (await client.get(pdf.url, headers=headers)).status_code == status


async def test_a_head_request_has_no_parts(client, pdf):
    answer = await client.head(pdf.url, headers={"range": "bytes=0-4"})
    assert (answer.status_code, answer.headers["content-length"]) == (200, "105")


async def test_a_drawing_is_never_active(client, media):
    asset = await media.keep(SVG, "logo.svg")
    answer = await client.get(asset.url)
    assert (answer.status_code, answer.content) == (200, SVG)
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["content-disposition"] == 'attachment; filename="logo.svg"'


async def test_a_name_in_another_script_is_told_to_the_browser(client, media):
    asset = await media.keep(picture(".png", shade=11), "фото.png")
    answer = await client.get(asset.url)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == (
        "inline; filename=\"file.png\"; filename*=UTF-8''%D1%84%D0%BE%D1%82%D0%BE.png"
    )


async def test_a_wrong_name_leads_to_the_right_one(client, pdf):
    for name in ("other.pdf", "paper.html", "x", "фото.png", "a b.pdf"):
        answer = await client.get(f"/media/{pdf.id[:2]}/{pdf.id}/{name}")
        assert (answer.status_code, answer.headers["location"]) == (308, pdf.url)


@pytest.mark.parametrize(
    "path",
    [
        "/media/00/" + "0" * 32 + "/x.png",
        "/media/00/" + "0" * 32 + "/..%2f..%2fx.png",
        "/media/00/" + "0" * 32 + "/%00.png",
        "/media/00/" + "0" * 32 + "/a%20b.png",
        "/media/01/" + "0" * 32 + "/x.png",
        "/media/AB/" + "AB" * 16 + "/x.png",
        "/media/../../etc/passwd.png",
        "/media/%2e%2e/x/passwd.png",
        "/media/a/b/c.png",
    ],
)
async def test_what_was_never_kept_is_404(client, path):
    assert (await client.get(path)).status_code == 404


async def test_a_file_whose_bytes_are_lost_is_404(client, media, storage):
    asset = await media.keep(picture(".png", shade=12), "lost.png")
    await storage.delete(asset.key)
    assert (await client.get(asset.url)).status_code == 404


async def test_with_the_storage_away_it_is_503(database, clock, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    away = Storage.open("s3://bucket?endpoint=http://127.0.0.1:9&region=us-east-1")
    async with client_of(Media(database, away, clock), clock) as client:
        answer = await client.get("/media/00/" + "0" * 32 + "/x.png")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0


async def test_a_file_is_served_while_the_database_is_away(client, media, storage, clock, pdf):
    class Nothing:
        """A database that cannot even be named."""

        def collection(self, *_, **__):
            return None

    async with client_of(Media(Nothing(), storage, clock), clock) as without:
        assert (await without.get(pdf.url)).status_code == 200


async def test_with_the_folder_away_it_is_503(tmp_path, database, clock):
    storage = Storage.open(f"file://{tmp_path}/gone")
    shutil.rmtree(tmp_path / "gone")
    async with client_of(Media(database, storage, clock), clock) as client:
        answer = await client.get("/media/00/" + "0" * 32 + "/x.png")
    assert answer.status_code == 503
