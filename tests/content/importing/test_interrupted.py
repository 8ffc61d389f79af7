from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from strive.content.importing.report import Result
from strive.content.store.posts import PostStore
from tests.content.importing.conftest import entries_of

IMPORTER = Path(__file__).parent / "importer.py"
POSTS = 400


async def test_an_import_that_is_killed_continues_and_doubles_nothing(
    bring, target, mongodb_uri, folder, picture
):
    files = {
        f"posts/p{n}.md": f"---\ntitle: P{n}\ndate: 2024-05-01\ncategories: [c]\nauthor: a\n"
        f"aliases: [/old/p{n}]\n---\n"
        f"![x](a.png) [next](p{(n + 1) % POSTS}.md)\n"
        for n in range(POSTS)
    }
    root = folder(files | {"posts/a.png": picture})
    arguments = [mongodb_uri, target.database.name, target.data_dir.parent, "markdown", root]
    process = await asyncio.create_subprocess_exec(
        sys.executable, IMPORTER, *map(str, arguments), stdout=asyncio.subprocess.PIPE
    )
    written = int(await process.stdout.readline())
    process.kill()
    await process.wait()
    assert 0 < written < POSTS
    for post in [post async for post in PostStore(target.database).every(None)]:
        assert await target.content.redirects.find(f"/old/{post.slug.current}") is not None
    report = await bring("markdown", root)
    assert report.total(Result.SKIPPED) == report.total(Result.MISSING) == 0
    posts = [post async for post in PostStore(target.database).every(None)]
    assert sorted(post.slug.current for post in posts) == sorted(f"p{n}" for n in range(POSTS))
    for post in posts:
        number = int(post.slug.current.removeprefix("p"))
        assert f"[next](/blog/p{(number + 1) % POSTS})" in post.body.source
        assert len(await target.content.revisions.latest(post.id)) == 1
    assert await target.database.raw["assets"].count_documents({}) == 1
    unchanged = [e for e in entries_of(report) if e.kind == "post" and e.result is Result.UNCHANGED]
    assert len(unchanged) >= written
    assert (await bring("markdown", root)).nothing_changed
