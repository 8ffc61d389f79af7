"""Exports of WordPress, written for a test."""

from __future__ import annotations

from pathlib import Path

from strive.content.importing.records import PostRecord
from strive.content.importing.wordpress.source import WordPressExport

HEAD = (
    '<?xml version="1.0" encoding="{}"?><rss xmlns:wp="http://wordpress.org/export/1.2/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    "<wp:wxr_version>1.2</wp:wxr_version>"
)
ITEM = (
    "<item><title>{}</title><wp:post_id>1</wp:post_id><wp:post_type>post</wp:post_type>"
    "<wp:status>publish</wp:status><content:encoded><![CDATA[{}]]></content:encoded></item>"
)
TAIL = "</channel></rss>"


def posts_of(source: WordPressExport) -> dict[str, PostRecord]:
    return {record.title: record for record in source.contents() if isinstance(record, PostRecord)}


def written(tmp_path, *items: str, head: str = "", encoding: str = "UTF-8") -> Path:
    (tmp_path / "a.xml").write_text(HEAD.format(encoding) + head + "".join(items) + TAIL)
    return tmp_path / "a.xml"


def item(number: int, content: str = "x", **fields: str) -> str:
    more = "".join(f"<{name.replace('__', ':')}>{text}</{name.replace('__', ':')}>"
                   for name, text in ({"wp__post_type": "post"} | fields).items())  # fmt: skip
    return (
        f"<item><title>T{number}</title><wp:post_id>{number}</wp:post_id>"
        f"<wp:status>publish</wp:status>{more}"
        f"<content:encoded><![CDATA[{content}]]></content:encoded></item>"
    )
