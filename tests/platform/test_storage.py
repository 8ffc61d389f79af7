from __future__ import annotations

import asyncio
import logging
import shutil
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer

from strive.platform.errors import Invalid, NotFound, Unavailable
from strive.platform.storage import Storage, is_key

MEGABYTE = 1024 * 1024
ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


@pytest.fixture(scope="module")
def s3_url():
    """A bucket of a real S3 server in this process."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        import boto3

        endpoint = f"http://{host}:{port}"
        client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
        client.create_bucket(Bucket="media")
        client.close()
        yield f"s3://media/site?endpoint={endpoint}&region=us-east-1"
    server.stop()


@pytest.fixture(params=["file", "s3"])
def storage(request, tmp_path):
    if request.param == "file":
        return Storage.open(f"file://{tmp_path}/a%20new/folder")
    return Storage.open(request.getfixturevalue("s3_url").replace("site", tmp_path.name))


async def stream(*chunks):
    for chunk in chunks:
        yield chunk


async def read(storage, key, start=0, end=None):
    return b"".join([chunk async for chunk in storage.read(key, start, end)])


async def test_bytes_streams_and_files_come_back_as_they_were(storage, tmp_path):
    big = bytes(range(256)) * 4096 * 11  # 11 MB: three parts
    path = tmp_path / "upload"
    path.write_bytes(big)
    await storage.put("a/bytes.txt", b"hello", "text/plain")
    await storage.put("a/stream.bin", stream(b"one", b"", big, b"two"), "application/x")
    await storage.put("a/file.bin", path, "application/x")
    await storage.put("a/empty", b"", "application/x")
    assert await read(storage, "a/bytes.txt") == b"hello"
    assert await read(storage, "a/stream.bin") == b"one" + big + b"two"
    assert await read(storage, "a/file.bin") == big
    assert await read(storage, "a/empty") == b""


async def test_a_put_replaces_what_was_there(storage):
    await storage.put("x", b"first version", "text/plain")
    before = await storage.head("x")
    await storage.put("x", b"second", "text/plain")
    after = await storage.head("x")
    assert await read(storage, "x") == b"second"
    assert (before.size, after.size, before.etag != after.etag) == (13, 6, True)
    assert after.modified.utcoffset().total_seconds() == 0


async def test_a_part_is_read_without_the_rest(storage):
    await storage.put("digits", b"0123456789", "text/plain")
    assert await read(storage, "digits", 2, 5) == b"234"
    assert await read(storage, "digits", 7) == b"789"
    assert await read(storage, "digits", 8, 100) == b"89"
    part = await storage.get("digits", 2, 5)
    assert (part.start, part.end, part.info.size) == (2, 5, 10)


async def test_a_range_that_cannot_be_is_invalid(storage):
    await storage.put("digits", b"0123456789", "text/plain")
    for start, end in ((10, None), (10, 12), (5, 5), (5, 3), (-1, 3)):
        with pytest.raises(Invalid):
            await storage.get("digits", start, end)


async def test_what_is_not_there_is_none_or_not_found_and_deleting_it_is_no_error(storage):
    assert await storage.head("nothing") is None
    with pytest.raises(NotFound):
        await storage.get("nothing")
    with pytest.raises(NotFound):
        await storage.get("nothing", 5)
    await storage.delete("nothing")


async def test_a_deleted_object_is_gone(storage):
    await storage.put("a/b", b"x", "text/plain")
    await storage.delete("a/b")
    assert await storage.head("a/b") is None


async def test_a_list_has_everything_below_a_folder_and_nothing_beside_it(storage):
    for key in ("a/1", "a/b/2", "ab/3", "c"):
        await storage.put(key, b"x", "text/plain")
    assert sorted([info.key async for info in storage.list()]) == ["a/1", "a/b/2", "ab/3", "c"]
    assert sorted([info.key async for info in storage.list("a")]) == ["a/1", "a/b/2"]
    assert [info.key async for info in storage.list("none")] == []


async def test_a_stream_that_breaks_leaves_nothing_and_passes_its_own_error(storage, tmp_path):
    async def broken():
        yield b"x" * 6 * MEGABYTE
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        await storage.put("half", broken(), "application/x")
    with pytest.raises(FileNotFoundError):
        await storage.put("half", tmp_path / "missing", "application/x")
    assert await storage.head("half") is None
    assert [info.key async for info in storage.list()] == []


async def test_names_in_any_script_can_be_keys(storage):
    await storage.put("a/фото-日本-हिन्दी.webp", b"x", "image/webp")
    assert [info.key async for info in storage.list("a")] == ["a/фото-日本-हिन्दी.webp"]
    assert await read(storage, "a/фото-日本-हिन्दी.webp") == b"x"


async def test_a_storage_that_works_answers_the_ping(storage):
    await storage.ping()
    await storage.put("x", b"x", "text/plain")
    await storage.ping()


async def test_many_writers_of_one_key_leave_one_whole_object(storage):
    bodies = [bytes([number]) * 100_000 for number in range(8)]
    await asyncio.gather(*(storage.put("same", body, "application/x") for body in bodies))
    assert await read(storage, "same") in bodies


async def test_a_folder_taken_away_is_unavailable(tmp_path):
    storage = Storage.open(f"file://{tmp_path}/media")
    shutil.rmtree(tmp_path / "media")
    for attempt in (storage.ping(), storage.head("x"), storage.get("x")):
        with pytest.raises(Unavailable):
            await attempt


async def test_an_s3_that_does_not_answer_is_unavailable_within_seconds(monkeypatch):
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    storage = Storage.open("s3://bucket?endpoint=http://127.0.0.1:9&region=us-east-1")
    async with asyncio.timeout(15):
        with pytest.raises(Unavailable):
            await storage.head("x")
        with pytest.raises(Unavailable):
            await storage.put("x", b"x", "text/plain")


async def test_a_bucket_that_does_not_exist_is_unavailable(s3_url):
    storage = Storage.open(s3_url.replace("s3://media", "s3://missing"))
    for attempt in (storage.ping(), storage.put("x", b"x", "text/plain")):
        with pytest.raises(Unavailable):
            await attempt


@pytest.mark.parametrize(
    "url",
    [
        "",
        "media",
        "/srv/media",
        "file://host/media",
        "file:media",
        "file:///dev/null/x",
        "http://example.com/",
        "s3://",
        "s3://bucket?endpoint",
        "s3://bucket?secret_access_key=x",
    ],
)
def test_a_url_that_is_no_storage_is_invalid_and_says_why(url):
    with pytest.raises(Invalid, match=r"cannot be opened: .+"):
        Storage.open(url)


@pytest.mark.parametrize(
    "key",
    [
        *("", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", ".a", "a\0b", "a b"),
        *("a\\b", "a\nb", "a#1", "a%2e", "a?b", "a:b", "~", "x" * 251, "a/" * 600 + "a", "\ud800"),
    ],
)
async def test_a_key_that_could_reach_elsewhere_is_invalid(key, tmp_path):
    storage = Storage.open(f"file://{tmp_path}")
    for attempt in (storage.head(key), storage.get(key), storage.delete(key)):
        with pytest.raises(Invalid):
            await attempt
    with pytest.raises(Invalid):
        await storage.put(key, b"x", "text/plain")


@given(st.text(string.ascii_letters + "./\\%~é\0", max_size=20))
def test_a_key_that_passes_stays_inside(key):
    parts = key.split("/")
    assert not is_key(key) or all(part and not part.startswith(".") for part in parts)
