"""Redirects, webhooks and media in the studio: long lists, and what is done to one of them."""

from __future__ import annotations

import re

from published import publish
from upkeep_forms import PNG, error_of, sent


async def test_a_redirect_is_added_found_followed_and_removed(editor, strive):
    path = "/studio/redirects"
    await sent(editor, path, {"path": "/old-one", "target": "/new-one", "status": "302"})
    led = await editor.get("/old-one")
    assert (led.status_code, led.headers["location"]) == (302, "/new-one")
    assert "/old-one" in (await editor.get(f"{path}?q=d-o")).text
    for text in ("nowhere", ".*", "$where", "(", "\\"):
        assert "No redirect has this" in (await editor.get(path, params={"q": text})).text
    answer = await editor.post(
        path, data={"path": "/new-one", "target": "/old-one", "status": "301"}
    )
    assert answer.status_code == 400
    assert "round in circles" in answer.text
    await sent(editor, f"{path}/delete", {"path": "/old-one"})
    assert (await editor.get("/old-one")).status_code == 404


async def test_redirects_of_a_table_are_kept_but_for_those_that_are_wrong(editor, strive):
    table = "from,to,status\n/a1,/b1\n/b1,/c1,308\n/c1,/a1\nnot a path,/x\n/d1,/e1,200\n/f1,/g1,"
    answer = await editor.post("/studio/redirects/import", data={"csv": table})
    assert answer.status_code == 200
    assert "round in circles" in answer.text
    assert (await strive.content.redirects.find("/f1")).target == "/g1"
    assert (await strive.content.redirects.find("/d1")) is None
    kept = {rule.path for rule in await strive.content.redirects.page()}
    assert len(kept & {"/a1", "/b1", "/c1"}) == 2, "one of a circle is left out"
    for nothing in ("", "from,to"):
        answer = await editor.post("/studio/redirects/import", data={"csv": nothing})
        assert answer.status_code == 400
        assert "no lines" in error_of(answer.text, "csv")


async def test_the_secret_of_a_webhook_is_shown_once(editor, strive):
    fields = {"url": "https://hooks.example/in", "event": ["post.published"]}
    answer = await editor.post("/studio/webhooks", data=fields)
    (endpoint,) = await strive.content.webhooks.everything()
    assert endpoint.secret in answer.text
    one = f"/studio/webhooks/{endpoint.id}"
    assert endpoint.secret not in (await editor.get(one)).text
    assert endpoint.secret not in (await editor.get("/studio/webhooks")).text
    await sent(editor, one, {"event": ["post.changed", "post.withdrawn"]})
    await sent(editor, one, {"enabled": "0"})
    (endpoint,) = await strive.content.webhooks.everything()
    assert (endpoint.events, endpoint.enabled) == (("post.changed", "post.withdrawn"), False)
    assert (await editor.post(one, data={"event": "user.created"})).status_code == 400
    answer = await editor.post("/studio/webhooks", data={"url": "ftp://x", "event": "post.changed"})
    assert error_of(answer.text, "url")
    await sent(editor, f"{one}/delete", {})
    assert await strive.content.webhooks.everything() == []


async def test_what_did_not_arrive_is_sent_again(editor, strive, clock):
    await strive.outbox.deliver_due()
    endpoint = await strive.content.webhooks.add("http://127.0.0.1:9/in", ("post.published",))
    await publish(strive.content, "Told")
    await strive.outbox.deliver_due()
    await strive.outbox.deliver_due()
    one = f"/studio/webhooks/{endpoint.id}"
    (attempt,) = await strive.content.webhooks.attempts(endpoint.id)
    assert not attempt.succeeded
    assert "Send again" in (await editor.get(one)).text
    await sent(editor, f"{one}/again", {"attempt": attempt.id})
    await strive.outbox.deliver_due()
    assert [one.number for one in await strive.content.webhooks.attempts(endpoint.id)][:2] in (
        [2, 1],
        [1, 2],
    )
    for wrong in ("", "x", f"{attempt.id}9", "a:b"):
        answer = await editor.post(f"{one}/again", data={"attempt": wrong})
        assert answer.status_code == 404


async def test_a_file_is_uploaded_described_found_and_deleted(editor, author, strive):
    answer = await author.post(
        "/studio/media", files={"file": ("Harbour.png", PNG + b"1")}, data={"alt": "A harbour"}
    )
    assert answer.status_code == 303
    one = answer.headers["location"].partition("?")[0]
    page = await author.get(one)
    assert "A harbour" in page.text
    assert "Delete" not in page.text, "deleting is for those who look after the site"
    assert (await author.post(f"{one}/delete")).status_code == 403
    await sent(author, one, {"alt": "A harbour at dawn"})
    found = (await author.get("/studio/media?q=dawn")).text
    assert one in found
    assert "Nothing has these words" in (await author.get("/studio/media?q=noon")).text
    asset = await strive.media.by_id(one.rpartition("/")[2])
    await sent(editor, f"{one}/delete", {"used": "0"})
    assert await strive.storage.head(asset.key) is None
    assert (await editor.get(one)).status_code == 404
    log = await strive.accounts.audit.find(target=f"media:{asset.id}")
    (deleted,) = (entry for entry in log if "deleted" in entry.details)
    (described,) = (entry for entry in log if "described" in entry.details)
    assert deleted.by_name == "Edith Sharp"
    assert described.by_name.startswith("Author")
    assert deleted.details["name"] == described.details["name"] == "harbour.png"


async def test_the_page_of_a_file_says_where_it_is_used_and_warns(editor, author, strive):
    asset = await strive.media.keep(PNG + b"2", "quay.png")
    one = f"/studio/media/{asset.id}"
    assert "Nowhere:" in (await author.get(one)).text
    post = await publish(strive.content, "The <quay>", f"![A quay]({asset.url})")
    page = (await author.get(one)).text
    assert f'<a href="/studio/posts/{post.id}">The &lt;quay&gt;</a>' in page
    assert "Nowhere:" not in page
    page = (await editor.get(one)).text
    assert "It is used in 1 place" in page
    assert 'name="used" value="1"' in page
    stale = await editor.post(f"{one}/delete", data={"used": "0"})
    assert stale.status_code == 400
    assert "This file is used in 1 place" in stale.text
    assert await strive.media.by_id(asset.id)
    await sent(editor, f"{one}/delete", {"used": "1"})
    assert await strive.media.by_id(asset.id) is None


async def test_a_file_that_is_none_is_refused_beside_the_field(author):
    for name, content in (("x.png", b"no picture"), ("", b"")):
        answer = await author.post("/studio/media", files={"file": (name, content)})
        assert answer.status_code in {400, 415, 422}, answer.text
        assert error_of(answer.text, "file")


async def test_media_are_listed_some_at_a_time(author, strive, clock):
    for number in range(50):
        await strive.media.keep(PNG + bytes([number]), "many.png")
    first = (await author.get("/studio/media")).text
    onward = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = (await author.get(onward)).text
    shown = re.findall(r'href="/studio/media/([0-9a-f]{32})"', first + second)
    assert len(shown) == len(set(shown)) >= 50
