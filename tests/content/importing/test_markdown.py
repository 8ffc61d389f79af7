from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strive.content.importing.errors import BadExport, NotThisFormat
from strive.content.importing.markdown.liquid import expand_liquid
from strive.content.importing.markdown.shortcodes import expand_shortcodes
from strive.content.importing.markdown.source import MarkdownFolder
from strive.content.importing.records import (
    AuthorRecord,
    CategoryRecord,
    PostRecord,
    RedirectRecord,
    SettingsRecord,
    Skipped,
)
from strive.content.post import Format, Image, Kind, Status
from strive.content.site import Link


def post_in(root: Path, name: str = "") -> PostRecord:
    found = [record for record in MarkdownFolder(root).contents() if isinstance(record, PostRecord)]
    return next(post for post in found if post.id.endswith(name))


def records_in(root: Path, type_: type) -> list:
    return [record for record in MarkdownFolder(root).outline() if isinstance(record, type_)]


def test_a_hugo_bundle_is_read_with_its_cover_aliases_and_address(folder):
    root = folder({
        "hugo.toml": 'baseURL = "https://old.example/"\ntitle = "Old"\n[[menu.main]]\n'
        'name = "About"\npageRef = "/about"\nweight = 2\n[[menu.main]]\nname = "Blog"\n'
        'pageRef = "/posts"\nweight = 1\n[permalinks]\nposts = "/:year/:month/:slug/"\n',
        "content/posts/harbour/index.md": '+++\ntitle = "Harbour"\n'
        "date = 2024-05-01T10:00:00+02:00\n"
        'lastmod = 2024-05-02\ntags = ["Fog", "posts"]\ncategories = ["Web Dev"]\n'
        'author = "Jane Doe"\naliases = ["/old/x/"]\n[cover]\nimage = "cover.png"\n'
        'alt = "A quay"\n+++\n![a](a.png)\n',
        "content/categories/web-dev/_index.md": "---\ntitle: Web development\n---\nAll of it.\n",
        "content/posts/_index.md": "---\ntitle: Posts\n---\n",
        "static/a.png": "x",
    })  # fmt: skip
    post = post_in(root)
    assert (post.title, post.slug, post.kind) == ("Harbour", "harbour", Kind.POST)
    assert post.published_at == datetime(2024, 5, 1, 8, tzinfo=UTC)
    assert post.updated_at == datetime(2024, 5, 2, tzinfo=UTC)
    assert post.addresses == ("/2024/05/harbour/", "/old/x/", "/posts/harbour")
    assert post.base == "/content/posts/harbour/"
    assert post.feature_image == Image("cover.png", "A quay")
    assert [tag.slug for tag in post.tags] == ["fog"]
    [category] = records_in(root, CategoryRecord)
    assert (category.id, category.title, category.description) == (
        *("web-dev", "Web development"),
        "All of it.",
    )
    [settings_] = records_in(root, SettingsRecord)
    assert settings_.navigation == (Link("Blog", "/posts"), Link("About", "/about"))
    assert MarkdownFolder(root).local_file("/a.png") == root / "static/a.png"
    skipped = [r for r in MarkdownFolder(root).contents() if isinstance(r, Skipped)]
    assert [record.id for record in skipped] == ["content/posts/_index.md"]


def test_jekyll_posts_drafts_words_and_authors_are_read(folder):
    root = folder({
        "_config.yml": "url: https://old.example\nbaseurl: /blog\ntimezone: Europe/Berlin\n",
        "_data/authors.yml": "jane:\n  name: Jane Doe\n  bio: Writes.\n",
        "_posts/2020-7-02-hey.md": "---\nlayout: post\ncategories: Notes on-tea\ntags: [Q]\n"
        "author: jane\nredirect_from: /older\n---\n{% raw %}{{ x }}{% endraw %}\n",
        "_drafts/later.md": "---\ntitle: Later\n---\nSoon\n",
        "_posts/2020-07-03-off.md": "---\ntitle: Off\npublished: false\n---\n",
        "about.md": "---\nlayout: page\ntitle: About\npermalink: /about-us/\n---\nHi\n",
        "README.md": "# Not a post\n",
    })  # fmt: skip
    hey = post_in(root, "hey.md")
    assert hey.title == "Hey"
    assert hey.body.source == "{{ x }}\n"
    assert hey.categories == ("notes", "on-tea")
    assert hey.published_at == datetime(2020, 7, 2, tzinfo=UTC)
    assert hey.addresses[:3] == (
        *("/blog/notes/on-tea/2020/07/02/hey.html", "/blog/older"),
        "/blog/2020/07/02/hey.html",
    )
    assert "/older" in hey.aliases  # so links without the folder lead here, too
    assert post_in(root, "later.md").status is post_in(root, "off.md").status is Status.DRAFT
    about = post_in(root, "about.md")
    assert (about.kind, about.slug, about.addresses[0]) == (
        *(Kind.PAGE, "about-us"),
        "/blog/about-us/",
    )
    [author] = records_in(root, AuthorRecord)
    assert (author.id, author.name, author.bio) == ("jane", "Jane Doe", "Writes.")
    assert MarkdownFolder(root).site.url == "https://old.example/blog"
    assert not any(record.id == "README.md" for record in MarkdownFolder(root).contents())


def test_astro_spellings_are_read(folder):
    root = folder({
        "src/content/blog/first.mdx": "---\ntitle: 'First'\npubDate: 'Jul 08 2022'\n"
        "updatedDate: 2022-07-09\nheroImage: ../../assets/hero.jpg\nheroImageAlt: Hills\n"
        "description: Words\n---\nimport X from './X.astro'\n\nText\n",
        "src/assets/hero.jpg": "x",
    })  # fmt: skip
    post = post_in(root)
    assert post.published_at == datetime(2022, 7, 8, tzinfo=UTC)
    assert post.feature_image == Image("../../assets/hero.jpg", "Hills")
    assert post.excerpt == "Words"
    assert post.body.source == "Text\n"
    assert post.addresses == ("/blog/first",)
    assert any("MDX" in note for note in post.notes)


def test_eleventy_collections_are_no_tags_and_dates_leave_the_slug(folder):
    root = folder({"posts/2021-03-04-tea.md": "---\ntitle: Tea\ntags: [posts, Tea]\n---\nHot\n"})
    post = post_in(root)
    assert [tag.name for tag in post.tags] == ["Tea"]
    assert (post.slug, post.addresses[0]) == ("tea", "/posts/tea")


def test_a_title_is_taken_from_the_heading_and_a_date_from_the_file(folder):
    root = folder({"note.md": "# A plain note #\n\nText\n"})
    os.utime(root / "note.md", (1_600_000_000, 1_600_000_000))
    post = post_in(root)
    assert (post.title, post.body.source) == ("A plain note", "Text\n")
    assert post.published_at == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)
    assert post.notes == ("no date: the file's own is used",)


@pytest.mark.parametrize(
    ("data", "note"),
    [
        ("# Café\n".encode("latin-1"), "Windows-1252"),
        ("# Café\n".encode("utf-16"), ""),
        ("\ufeff# Café\r\n".encode(), ""),
    ],
)
def test_encodings_are_recognised_or_told(folder, data, note):
    post = post_in(folder({"a.md": data}))
    assert post.title == "Café"
    assert note in " ".join(post.notes)


def test_a_file_that_cannot_be_read_is_skipped_with_the_reason(folder):
    root = folder({"a.md": "---\ntitle: [\n---\n", "b.md": "---\ntitle: B\n---\n"})
    records = list(MarkdownFolder(root).contents())
    assert [type(record) for record in records] == [Skipped, PostRecord]
    assert "YAML" in records[0].reason


def test_a_date_out_of_range_is_noted_and_the_post_kept(folder):
    post = post_in(folder({"a.md": "---\ntitle: A\ndate: 2024-13-45\n---\n"}))
    assert "“2024-13-45” is not a date" in post.notes


def test_html_files_need_front_matter_and_stay_html(folder):
    root = folder({"a.html": "---\ntitle: A\n---\n<p>x</p>\n", "b.html": "<html></html>"})
    [post] = list(MarkdownFolder(root).contents())
    assert post.body.format is Format.HTML


def test_netlify_redirects_are_read(folder):
    root = folder({"a.md": "# A\n", "_redirects": "# old\n/x /y 302!\n/old/* /new/:splat\nbad\n"})
    rules = [(r.id, r.target, r.permanent) for r in records_in(root, RedirectRecord)]
    assert rules == [("/x", "/y", False), ("/old/*", "/new/:splat", True)]


def test_links_out_of_the_folder_are_not_followed(folder, tmp_path):
    root = folder({"a.md": "# A\n"})
    (tmp_path / "secret.md").write_text("# Secret\n")
    (root / "b.md").symlink_to(tmp_path / "secret.md")
    (root / "static").symlink_to(tmp_path)
    source = MarkdownFolder(root)
    assert [record.id for record in source.contents()] == ["a.md"]
    assert source.local_file("/../secret.md") is None
    assert source.local_file("/static/secret.md") is None


def test_a_folder_without_markdown_is_refused(tmp_path):
    with pytest.raises(NotThisFormat, match="no Markdown"):
        MarkdownFolder(tmp_path)


def test_hugo_shortcodes_become_markdown_and_unknown_ones_are_told():
    notes: list[str] = []
    text = expand_shortcodes(
        '{{< figure src="/a.png" alt="x" >}} {{< youtube w7Ft2ymGmfc >}} '
        '[l]({{< ref "posts/x.md" >}}) {{</* raw */>}} {{% tip %}}kept{{% /tip %}}',
        notes,
    )
    assert "![x](</a.png>)" in text
    assert "\nhttps://www.youtube.com/watch?v=w7Ft2ymGmfc\n" in text
    assert "[l](/posts/x.md) {{< raw >}} kept" in text
    assert notes == ["shortcodes left out: tip"]


def test_liquid_tags_become_markdown_and_unknown_ones_are_told():
    notes: list[str] = []
    text = expand_liquid(
        "{% highlight ruby linenos %}\nputs 1\n{% endhighlight %}\n"
        "[b]({% post_url 2020-01-02-hi %}) {% include x.html %}",
        notes,
    )
    assert text == "```ruby\nputs 1\n```\n[b](/_posts/2020-01-02-hi.md) "
    assert notes == ["Liquid tags left out: include"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.binary(max_size=200)
    | st.text(alphabet="---\ntitle: [x]{}|>&*!", max_size=200).map(str.encode)
)
def test_no_file_makes_the_reading_fail(tmp_path, data):
    (tmp_path / "a.md").write_bytes(data)
    try:
        source = MarkdownFolder(tmp_path)
        list(source.outline())
        list(source.contents())
    except BadExport:
        return


def test_a_name_that_is_no_utf_8_is_read_as_windows_1252(folder):
    root = folder({"a.md": "# A\n"})
    name = os.fsencode(root) + b"/caf\xe9.md"
    with open(name, "wb") as file:  # noqa: PTH123 - a path of bytes
        file.write(b"# Cafe\n")
    assert [record.id for record in MarkdownFolder(root).contents()] == ["a.md", "caf\xe9.md"]


def test_what_is_no_regular_file_is_passed_over(folder):
    root = folder({"a.md": "# A\n"})
    os.mkfifo(root / "pipe.md")
    assert [record.id for record in MarkdownFolder(root).contents()] == ["a.md"]


def test_a_site_in_a_folder_has_its_addresses_and_files_there(folder):
    root = folder({
        "hugo.toml": 'baseURL = "https://old.example/blog/"\n',
        "content/posts/a.md": "---\ntitle: A\naliases: [/b, 'https://far.example/c']\n---\n",
        "static/img/x.png": "x",
    })  # fmt: skip
    post = post_in(root)
    assert post.addresses == ("/blog/b", "https://far.example/c", "/blog/posts/a")
    assert "/posts/a" in post.aliases
    assert MarkdownFolder(root).local_file("/blog/img/x.png") == root / "static/img/x.png"


def test_a_redirect_keeps_the_fragment_of_its_target(folder):
    root = folder({"a.md": "# A\n", "_redirects": "/team /about#team 301 # moved\n"})
    assert [r.target for r in records_in(root, RedirectRecord)] == ["/about#team"]


def test_tags_may_name_a_slug_of_their_own(folder):
    head = "---\ntitle: A\ntags: [{name: C++, slug: c-plus-plus}, C]\n---\n"
    tags = post_in(folder({"a.md": head})).tags
    assert [(tag.name, tag.slug) for tag in tags] == [("C++", "c-plus-plus"), ("C", "c")]
