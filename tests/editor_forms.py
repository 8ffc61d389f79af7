"""The form of the editor, sent as a browser does without scripts."""

from __future__ import annotations

import re

SCRIPT = {"accept": "application/json"}


def id_in(location: str) -> str:
    return re.search(r"/studio/posts/([a-z2-7]+)", location)[1]


async def written(client, title: str, body: str = "Some words.", **more) -> str:
    answer = await client.post(
        "/studio/posts/new", data={"title": title, "body": body, "do": "save", **more}
    )
    assert answer.status_code == 303, answer.text
    return id_in(answer.headers["location"])


async def form(client, post_id: str) -> dict[str, str]:
    """Return the fields of the editor as a browser would send them back."""
    page = (await client.get(f"/studio/posts/{post_id}")).text
    fields = dict(re.findall(r'<input[^>]*name="(\w+)" value="([^"]*)"', page))
    for name in ("title", "body", "excerpt"):
        found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
        fields[name] = found[1].lstrip("\n")
    for ticked in ("author", "category", "featured", "no_index"):
        boxes = re.findall(rf'name="{ticked}" value="(\w+)" checked', page)
        fields.pop(ticked, None)
        if boxes:
            fields[ticked] = boxes
    return fields
