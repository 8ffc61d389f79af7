"""Ten thousand posts as a folder of Markdown, the same in every run."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

POSTS = 10_000
WORDS = 350
START = datetime(2012, 1, 1, tzinfo=UTC)
_SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in "aeio"]
_CATEGORIES = ["Design", "Engineering", "Field notes", "Interviews", "Letters", "Reviews"]


def vocabulary(random_: random.Random, size: int = 4_000) -> list[str]:
    """Make words nobody has used."""
    words = {"".join(random_.choices(_SYLLABLES, k=random_.randint(2, 4))) for _ in range(size * 2)}
    return sorted(words)[:size]


def write(folder: Path) -> list[str]:
    """Write the posts; return some words to search for."""
    random_ = random.Random(1)
    words = vocabulary(random_)
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    folder.mkdir(parents=True)
    for number in range(POSTS):
        (folder / f"post-{number:05}.md").write_text(_post(number, words, weights, random_))
    return words[50:1000:10]


def _post(number: int, words: list[str], weights: list[float], random_: random.Random) -> str:
    title = " ".join(random_.choices(words, k=5)).capitalize()
    text = random_.choices(words, weights, k=WORDS)
    paragraphs = [" ".join(text[at : at + 50]).capitalize() + "." for at in range(0, WORDS, 50)]
    paragraphs.insert(2, f"## {paragraphs[0][:30]}")
    paragraphs.insert(5, "```python\nfor reader in readers:\n    reader.read(post)\n```")
    paragraphs.insert(7, "- [a link](https://example.org/)\n- **bold** and *slanted*\n- `code`")
    date = START + timedelta(hours=11 * number)
    front = (
        f"title: {title}\nslug: post-{number:05}\ndate: {date.isoformat()}\n"
        f"categories: [{random_.choice(_CATEGORIES)}]\ntags: [{random_.choice(words[:40])}]\n"
        f"author: Author {number % 20}\n"
    )
    return f"---\n{front}---\n\n" + "\n\n".join(paragraphs) + "\n"
