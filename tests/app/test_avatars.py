"""Claims of people's pictures: checked, cut, shown, given out, and gone when they go."""

from __future__ import annotations

import io
import zipfile

import pytest
import pyvips
from remains import remains
from signed_in import signed_in, somebody

from strive.accounts.avatars import Avatars
from strive.accounts.role import Role
from strive.media.portraits import SIDE, Portraits
from strive.platform.errors import Forbidden

API = "/api/v1/me/avatar"
PLACE = b"at home, 59.33 N 18.07 E"


def picture(kind: str = ".jpg", width: int = 640, height: int = 400, colour: int = 180) -> bytes:
    """Return a picture that tells where it was taken."""
    image = pyvips.Image.black(width, height, bands=3).linear(1, [colour, 90, 40]).cast("uchar")
    image = image.copy(interpretation="srgb")
    if kind in {".jpg", ".webp"}:
        image = image.copy()
        image.set_type(pyvips.GValue.blob_type, "xmp-data", b"<x>" + PLACE + b"</x>")
    return image.write_to_buffer(kind)


def files_of(strive, user) -> list:
    folder = strive.settings.data_dir
    return [path for path in folder.rglob(f"{user.id}*") if path.is_file()]


async def sent(client, content: bytes, name: str = "me.jpg"):
    return await client.post("/account/picture", files={"picture": (name, content, "image/jpeg")})


@pytest.mark.parametrize("kind", [".jpg", ".png", ".webp", ".gif", ".avif"])
async def test_a_picture_is_cut_written_anew_and_shown(strive, client, clock, kind):
    user = await somebody(strive, Role.AUTHOR, "Ada Lovelace")
    if kind == ".jpg":
        assert PLACE in picture(kind)
    async with signed_in(strive, user) as own:
        before = (await own.get("/studio")).text
        assert '<span class="avatar" aria-hidden="true">AL</span>' in before
        answer = await sent(own, picture(kind), f"me{kind}")
        assert answer.headers["location"] == "/account/picture?done=changed", answer.text
        url = (await strive.accounts.users.by_id(user.id)).avatar_url
        for path in ("/studio", "/account", "/account/picture"):
            assert f'src="{url}"' in (await own.get(path)).text, path
    for _ in range(2):
        shown = await client.get(url)
        assert shown.headers["content-type"] == "image/webp"
        assert shown.headers["cache-control"] == "private, max-age=86400"
        assert "hit" not in shown.headers["cache-status"]
    image = pyvips.Image.new_from_buffer(shown.content, "")
    assert (image.width, image.height) == (SIDE, SIDE)
    assert PLACE not in shown.content


async def test_the_next_picture_takes_the_place_of_the_last(strive, client, clock):
    user = await somebody(strive)
    async with signed_in(strive, user) as own:
        await sent(own, picture())
        first = (await strive.accounts.users.by_id(user.id)).avatar_url
        await sent(own, picture(colour=20))
        second = (await strive.accounts.users.by_id(user.id)).avatar_url
        assert first != second
        assert len(files_of(strive, user)) == 1
        removed = await own.post("/account/picture/remove")
        assert removed.headers["location"] == "/account/picture?done=removed"
        assert not files_of(strive, user)
        assert (await client.get(second)).status_code == 404
        assert (await strive.accounts.users.by_id(user.id)).avatar_url == ""
        assert (await own.post("/account/picture/remove")).status_code == 303  # once more


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "file that is whole"),
        (b"just words", "file that is whole"),
        (b"%PDF-1.7 and more", "file that is whole"),
        (
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
            "file that is whole",
        ),
        (b"\xff\xd8\xff\xe0 no more of it", "file that is whole"),
        (picture()[:900], "file that is whole"),
        (picture(".png", 10_100, 10_000), "more than"),
    ],
)
async def test_what_is_no_picture_is_refused_and_changes_nothing(strive, clock, content, said):
    user = await somebody(strive)
    async with signed_in(strive, user) as own:
        answer = await sent(own, content)
        assert answer.status_code in {400, 413}
        assert said in answer.text
        assert 'id="picture-error"' in answer.text
        by_api = await own.put(API, content=content, headers={"content-type": "image/jpeg"})
        assert by_api.status_code in {400, 413}
    assert not files_of(strive, user)
    assert (await strive.accounts.users.by_id(user.id)).avatar_url == ""


async def test_a_form_without_a_file_is_told_so(strive, clock):
    async with signed_in(strive, await somebody(strive)) as own:
        answer = await own.post("/account/picture", files={"other": ("a.jpg", picture())})
        assert (answer.status_code, "Choose a picture" in answer.text) == (400, True)
        assert (await own.post("/account/picture", data={"picture": "x"})).status_code == 415


async def test_a_picture_is_changed_by_api(strive, client, clock):
    user = await somebody(strive)
    async with signed_in(strive, user) as own:
        wrong = await own.put(API, json={})
        assert (wrong.status_code, wrong.json()["success"]) == (415, False)
        made = await own.put(API, content=picture(), headers={"content-type": "image/jpeg"})
        assert made.status_code == 200, made.text
        url = made.json()["data"]["avatarUrl"]
        assert (await client.get(url)).status_code == 200
        assert (await own.get("/api/v1/me")).json()["data"]["avatarUrl"] == url
        gone = await own.delete(API)
        assert gone.json()["data"]["avatarUrl"] == ""
    large = b"\xff\xd8\xff" + b"0" * (10 * 1024 * 1024 + 1)
    async with signed_in(strive, user) as own:
        answer = await own.put(API, content=large, headers={"content-type": "image/jpeg"})
        assert answer.status_code == 413


@pytest.mark.parametrize("name", ["..%2f..%2fx.webp", "x.exe", ".webp", "a" * 300 + ".webp", "%00"])
async def test_hostile_names_are_pictures_of_nobody(client, name):
    assert (await client.get(f"/media/people/{name}")).status_code in {400, 404}


async def test_a_picture_is_in_the_file_and_gone_with_the_person(strive, clock):
    user = await somebody(strive, Role.MEMBER, "Otto Lindqvist")
    async with signed_in(strive, user) as own:
        await sent(own, picture(colour=77))
    [path] = files_of(strive, user)
    content = path.read_bytes()
    person = await strive.privacy.people.of(await strive.accounts.users.by_id(user.id))
    chunks = [chunk async for chunk in strive.privacy.exports.archive(person)]
    file = zipfile.ZipFile(io.BytesIO(b"".join(chunks)))
    assert file.read("files/picture.webp") == content
    assert "files/picture.webp" in file.read("data.json").decode()
    erasure = await strive.privacy.erasures.ask_for(person, None)
    await strive.outbox.deliver_due()
    assert not path.exists()
    assert not [
        each
        for each in strive.settings.data_dir.rglob("*")
        if each.is_file() and each.read_bytes() == content
    ]
    assert not await remains(strive, user.id, user.email, user.name)
    assert (await strive.privacy.erasures.get(erasure.id)).counts["people/*"] == 1


async def test_a_picture_that_comes_while_its_owner_is_erased_does_not_stay(strive, clock):
    user = await somebody(strive)
    async with signed_in(strive, user) as own:
        principal = await strive.accounts.sessions.authenticate(
            own.cookies[strive.accounts.cookie.name]
        )
    person = await strive.privacy.people.of(user)
    await strive.privacy.erasures.ask_for(person, None)
    await strive.outbox.deliver_due()
    portraits, accounts = Portraits(strive.storage), strive.accounts
    avatars = Avatars(
        strive.database, accounts.sessions, accounts.audit, portraits.keep, portraits.remove
    )
    with pytest.raises(Forbidden):
        await avatars.change(principal, picture(), {"type": "http", "headers": []})
    assert not files_of(strive, user)
