"""Exports larger than what an import may hold in memory, read from beginning to end."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

BYTES = 200_000_000
GROWTH_BYTES_MAX = 150_000_000
READER = """
import re, sys
from pathlib import Path
from strive.content.importing.run import Options
from strive.content.importing.scratch import Scratch
from strive.content.importing.sources import open_source

def peak():
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) * 1024

before = peak()
with Scratch(Path(sys.argv[3])) as scratch:
    source = open_source(sys.argv[1], Path(sys.argv[2]), scratch, Options())
    outline = sum(1 for _ in source.outline())
    contents = sum(1 for _ in source.contents())
print(outline, contents, peak() - before)
"""
TEXT = "<p>" + "A sentence about boats and fog, with an accent: café. " * 350 + "</p>"


def ghost(count: int) -> Iterator[str]:
    yield '{"db":[{"meta":{},"data":{"posts":['
    for number in range(count):
        row = {"id": f"{number:024x}", "slug": f"p{number}", "title": "T", "status": "published"}
        yield ("," if number else "") + json.dumps(row | {"uuid": f"u{number}", "html": TEXT})
    yield "]}}]}"


def wordpress(count: int) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?><rss xmlns:wp="http://wordpress.org/export/1.2/" '
    yield 'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    yield "<wp:wxr_version>1.2</wp:wxr_version>"
    for number in range(count):
        yield f"<item><title>T</title><guid>https://old.example/?p={number}</guid>"
        yield f"<wp:post_id>{number}</wp:post_id><wp:post_name>p{number}</wp:post_name>"
        yield "<wp:post_type>post</wp:post_type><wp:status>publish</wp:status>"
        yield f"<content:encoded><![CDATA[<!-- wp:html -->{TEXT}]]></content:encoded></item>"
    yield "</channel></rss>"


def sanity(count: int) -> Iterator[str]:
    body = [{"_type": "block", "children": [{"_type": "span", "text": TEXT}]}]
    for number in range(count):
        yield json.dumps({"_id": f"p{number}", "_type": "post", "body": body}) + "\n"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the peak of a process")
@pytest.mark.parametrize("write", [ghost, wordpress, sanity])
def test_a_large_export_is_read_in_little_memory(
    tmp_path: Path, write: Callable[[int], Iterator[str]]
) -> None:
    path = tmp_path / "export"
    count = BYTES // len(TEXT)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(write(count))
    arguments = [sys.executable, "-c", READER, write.__name__, path, tmp_path / "w"]
    done = subprocess.run(arguments, check=True, capture_output=True, text=True)
    outline, contents, growth = map(int, done.stdout.split())
    path.unlink()
    assert min(outline, contents) >= count
    assert growth < GROWTH_BYTES_MAX
