"""A while in the life of a publication, for tests of what it leaves behind."""

from __future__ import annotations

from signed_in import signed_in, somebody

from strive.accounts.role import Role
from strive.app import Strive


async def live(strive: Strive) -> None:
    """Have people register, sign in, write, publish, and be refused."""
    await strive.accounts.entering.registering.ask(
        "ada@example.org", "Ada", "a long and lovely passphrase 17"
    )
    editor = await somebody(strive, Role.EDITOR)
    await strive.accounts.invitations.invite("bo@example.org", "Bo", Role.AUTHOR, None)
    await strive.accounts.tokens.create("reader", [], None)
    async with signed_in(strive, editor) as client:
        assert (await client.get("/studio/posts/new")).status_code == 200
        post = {"title": "Tides", "body": {"format": "markdown", "source": "Text"}}
        made = await client.post("/api/v1/posts", json=post)
        assert made.status_code == 201, made.text
        post_id = made.json()["data"]["id"]
        assert (await client.post(f"/studio/posts/{post_id}/here")).is_success
        published = await client.put(f"/api/v1/drafts/{post_id}/publication", json={})
        assert published.is_success, published.text
        assert (await client.get("/blog/tides")).status_code == 200
    async with signed_in(strive, await somebody(strive)) as client:
        assert (await client.get("/studio/posts")).status_code == 403
    await strive.outbox.deliver_due()
