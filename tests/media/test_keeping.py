from __future__ import annotations

import asyncio
import hashlib
import tempfile
import tracemalloc

import pytest

from strive.media import Asset, Focus, Media, MediaLimits, MediaRefused, MediaTooLarge, id_in_url
from strive.platform.errors import Unavailable
from strive.platform.storage import Storage
from tests.media.conftest import gif_of_frames, picture, png_of_size

MEGABYTE = 1024 * 1024


async def stream(*chunks):
    for chunk in chunks:
        yield chunk


async def bytes_of(media, asset):
    return b"".join([chunk async for chunk in (await media.open(asset)).chunks])


async def keys(storage):
    return [info.key async for info in storage.list()]


async def test_a_kept_image_has_its_facts_and_its_bytes(media, clock):
    data = picture(".webp", 64, 48, shade=1)
    asset = await media.keep(data, "Blue Sky.webp", alt="The sky", focus=Focus(0.25, 0.5))
    digest = hashlib.sha256(data).hexdigest()[:32]
    assert asset == Asset(
        id=digest,
        name="blue-sky.webp",
        content_type="image/webp",
        size=len(data),
        width=64,
        height=48,
        alt="The sky",
        focus=Focus(0.25, 0.5),
        created_at=clock.now(),
    )
    assert asset.url == f"/media/{digest[:2]}/{digest}/blue-sky.webp"
    assert await bytes_of(media, asset) == data
    assert await media.find(asset.url) == asset


async def test_bytes_a_stream_and_a_file_are_the_same_asset(media, storage, tmp_path):
    data = picture(".png", shade=2)
    path = tmp_path / "upload"
    path.write_bytes(data)
    first = await media.keep(data, "first.png", alt="first")
    assert await media.keep(stream(data[:5], data[5:]), "second.png", alt="second") == first
    assert await media.keep(path, "third.png") == first
    assert await keys(storage) == [first.key]


async def test_many_who_keep_the_same_file_at_once_get_one_asset(media, database, storage, clock):
    data = picture(".jpg", shade=3)
    others = [Media(database, storage, clock) for _ in range(8)]
    names = ["same.jpg", "same.jpg", *(f"other-{number}.jpg" for number in range(6))]
    kept = await asyncio.gather(
        *(other.keep(data, name) for other, name in zip(others, names, strict=True))
    )
    assert len(set(kept)) == 1
    assert await keys(storage) == [kept[0].key]
    assert await bytes_of(media, kept[0]) == data


async def test_bytes_that_were_lost_are_stored_again(media, storage):
    data = picture(".jpg", shade=4)
    asset = await media.keep(data, "a.jpg")
    await storage.delete(asset.key)
    assert await media.keep(data, "b.jpg") == asset
    assert await bytes_of(media, asset) == data


async def test_many_addresses_are_found_at_once(media):
    one, two = [await media.keep(picture(".png", shade=shade), "x.png") for shade in (5, 6)]
    urls = [one.url, f"https://example.com{two.url}", "/media/ab/nothing/x.png", "https://[bad"]
    assert await media.find_all(urls) == {urls[0]: one, urls[1]: two}
    assert await media.find("/blog/x") is None


@pytest.mark.parametrize("url", ["", "/media/", "/media/ab/cd/x", "/static/x", "http://[", "\0"])
def test_other_addresses_name_no_asset(url):
    assert id_in_url(url) == ""


@pytest.mark.parametrize(
    ("data", "name", "error"),
    [
        (b"", "x.png", MediaRefused),
        (b"<script>alert(1)</script>", "x.png", MediaRefused),
        (b"MZ\x90\x00 a program", "x.exe", MediaRefused),
        (picture(".png"), "x.jpg", MediaRefused),
        (picture(".png"), "x.svg", MediaRefused),
        (b"<svg><script>alert(1)</script></svg>", "x.png", MediaRefused),
        (b"\xff\xd8\xff half", "x.jpg", MediaRefused),
        (png_of_size(50_000, 50_000), "x.png", MediaTooLarge),
        (gif_of_frames(10_001), "x.gif", MediaTooLarge),
    ],
)
async def test_what_is_refused_leaves_nothing_behind(media, storage, data, name, error):
    with pytest.raises(error):
        await media.keep(data, name)
    assert await keys(storage) == []


async def test_an_import_may_give_the_right_extension(media):
    asset = await media.keep(picture(".png", shade=7), "photo.jpg", rename=True)
    assert (asset.name, asset.content_type) == ("photo.png", "image/png")


async def test_a_focal_point_outside_of_the_image_is_refused(media):
    for focus in (Focus(-0.1, 0), Focus(0, 1.1), Focus(float("nan"), 0)):
        with pytest.raises(MediaRefused):
            await media.keep(picture(".png"), "x.png", focus=focus)


async def test_a_file_has_the_limit_of_its_kind(database, storage, clock):
    limits = MediaLimits(image_bytes_max=1000, drawing_bytes_max=50, other_bytes_max=2000)
    media = Media(database, storage, clock, limits)
    for start, size, name in (
        (b"\xff\xd8\xff", 1001, "x.jpg"),
        (b"<svg>", 51, "x.svg"),
        (b"%PDF-", 2001, "x.pdf"),
    ):
        with pytest.raises(MediaTooLarge, match=f"more than {size - 1:,} bytes"):
            await media.keep(start.ljust(size), name)
    assert (await media.keep(b"%PDF-".ljust(2000), "x.pdf")).size == 2000


async def test_a_stream_over_the_limit_is_not_read_to_its_end(media):
    taken = 0

    async def endless():
        nonlocal taken
        yield b"\xff\xd8\xff"
        while True:
            taken += MEGABYTE
            yield bytes(MEGABYTE)

    with pytest.raises(MediaTooLarge):
        await media.keep(endless(), "x.jpg")
    assert taken <= 52 * MEGABYTE


async def test_a_large_file_is_kept_in_bounded_memory(media):
    async def film():
        yield b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00"
        for _ in range(100):
            yield bytes(MEGABYTE)

    tracemalloc.start()
    asset = await media.keep(film(), "film.mp4")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (asset.size, asset.content_type) == (100 * MEGABYTE + 16, "video/mp4")
    assert peak < 10 * MEGABYTE


async def test_an_error_of_the_stream_passes_through_and_leaves_nothing(media, storage):
    async def broken():
        yield picture(".png")
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await media.keep(broken(), "x.png")
    assert await keys(storage) == []


async def test_temporary_files_are_gone_afterwards(media, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = sorted(tmp_path.iterdir())
    await media.keep(picture(".png", shade=8), "x.png")
    with pytest.raises(MediaRefused):
        await media.keep(b"text", "x.png")
    assert sorted(tmp_path.iterdir()) == sorted({*before, tmp_path / "objects"})


async def test_with_the_storage_away_nothing_is_recorded(database, clock, monkeypatch, storage):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    away = Storage.open("s3://bucket?endpoint=http://127.0.0.1:9&region=us-east-1")
    data = picture(".png", shade=9)
    with pytest.raises(Unavailable):
        await Media(database, away, clock).keep(data, "x.png")
    asset = await Media(database, storage, clock).keep(data, "y.png")
    assert asset.name == "y.png"
