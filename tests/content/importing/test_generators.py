"""Habits of the generators of static sites."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from strive.content.importing.markdown.liquid import expand_liquid
from strive.content.importing.markdown.mdx import plain_mdx
from strive.content.importing.markdown.shortcodes import expand_shortcodes
from strive.content.importing.markdown.source import MarkdownFolder
from strive.content.importing.records import AuthorRecord, PostRecord, Skipped
from strive.content.post import Kind, Status


def records(root) -> dict:
    return {record.id.rpartition("/")[2]: record for record in MarkdownFolder(root).contents()}


def head(title: str, more: str = "") -> str:
    return f"---\ntitle: {title}\ndate: 2024-05-01\n{more}---\nText\n"


@pytest.mark.parametrize("sign", ["hugo.toml", "eleventy.config.js"])
def test_what_lies_beside_the_sections_is_a_page(folder, sign):
    root = folder({
        sign: "", "content/about.md": head("About"), "content/contact/index.md": head("Contact"),
        "content/blog/a.md": head("A"), "content/2024-05-01-b.md": head("B"),
        "content/404.md": head("Gone"),
    })  # fmt: skip
    found = {record.title: record.kind for record in records(root).values()
             if isinstance(record, PostRecord)}  # fmt: skip
    assert found == {"About": Kind.PAGE, "Contact": Kind.PAGE, "A": Kind.POST, "B": Kind.POST}
    assert isinstance(records(root)["404.md"], Skipped)


def test_without_sections_everything_is_a_post(folder):
    root = folder({"hugo.toml": "", "content/a.md": head("A"), "content/b/index.md": head("B")})
    assert {record.kind for record in records(root).values()} == {Kind.POST}


def test_of_jekyll_only_posts_drafts_and_collections_are_posts(folder):
    root = folder({
        "_config.yml": "collections:\n  recipes:\n    output: true\n",
        "_posts/2024-05-01-a.md": head("A"), "_recipes/cake.md": head("Cake"),
        "contact.md": head("Contact"), "index.md": head("Home"), "404.html": head("Gone"),
        "archive.html": head("Archive") + "{% for post in site.posts %}x{% endfor %}",
    })  # fmt: skip
    found = records(root)
    assert found["2024-05-01-a.md"].kind is found["cake.md"].kind is Kind.POST
    assert found["cake.md"].addresses[0] == "/recipes/cake"
    assert found["contact.md"].kind is Kind.PAGE
    for name in ("index.md", "404.html", "archive.html"):
        assert isinstance(found[name], Skipped)


def test_jekyll_splits_words_under_a_plural_only(folder):
    root = folder({
        "_config.yml": "", "_posts/2024-05-01-a.md": head("A", "category: Web Dev\n"),
        "_posts/2024-05-01-b.md": head("B", "categories: web dev\n"),
    })  # fmt: skip
    found = records(root)
    assert found["2024-05-01-a.md"].categories == ("web-dev",)
    assert found["2024-05-01-b.md"].categories == ("web", "dev")


def test_authors_of_astro_are_no_posts(folder):
    root = folder({
        "astro.config.mjs": "", "src/content/blog/a.md": head("A", "author: ana\n"),
        "src/content/authors/ana.md": "---\nname: Ana M\n---\nWrites.",
        "src/content/authors/bo.json": '{"name": "Bo L"}',
    })  # fmt: skip
    source = MarkdownFolder(root)
    authors = [record for record in source.outline() if isinstance(record, AuthorRecord)]
    assert [(a.id, a.name, a.slug, a.bio) for a in authors] == [
        *(("bo", "Bo L", "bo", ""), ("ana", "Ana M", "ana", "Writes."))
    ]
    assert list(records(root)) == ["a.md"]


def test_a_translation_has_a_slug_and_an_address_of_its_own(folder):
    root = folder({
        "hugo.toml": 'defaultContentLanguage = "en"\n', "content/posts/tea.md": head("Tea"),
        "content/posts/tea.fr.md": head("Thé"), "content/posts/mate.en.md": head("Mate"),
    })  # fmt: skip
    found = records(root)
    assert (found["tea.fr.md"].slug, found["tea.fr.md"].language) == ("tea-fr", "fr")
    assert found["tea.fr.md"].addresses == ("/fr/posts/tea",)
    assert (found["tea.md"].slug, found["mate.en.md"].slug) == ("tea", "mate")


def test_a_permalink_of_eleventy_names_the_slug_without_its_index(folder):
    root = folder({"a.md": head("A", "permalink: /blog/4th/index.html\n")})
    assert records(root)["a.md"].slug == "4th"


def test_dates_that_eleventy_asks_the_file_for_are_taken_from_it(folder):
    root = folder({"a.md": "---\ntitle: A\ndate: git Last Modified\n---\n"})
    os.utime(root / "a.md", (1_600_000_000, 1_600_000_000))
    post = records(root)["a.md"]
    assert post.published_at == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)
    assert post.notes == ("no date: the file's own is used",)


def test_what_was_to_disappear_is_a_draft(folder):
    post = records(folder({"a.md": head("A", "expiryDate: 2021-01-01\n")}))["a.md"]
    assert (post.status, post.notes) == (
        *(Status.DRAFT,),
        ("was to disappear on 2021-01-01; kept as a draft",),
    )


def test_texts_in_formats_that_are_not_read_are_told(folder):
    root = folder({"a.md": head("A"), "b.org": "#+title: B", "c.rst": "C\n="})
    reasons = {name: r.reason for name, r in records(root).items() if isinstance(r, Skipped)}
    assert reasons == {
        "b.org": "written in a format that is not read (.org)",
        "c.rst": "written in a format that is not read (.rst)",
    }


def test_of_mdx_code_stays_and_what_is_program_goes():
    text = plain_mdx(
        "import A from './A'\nimport {\n  B,\n} from 'b'\n\nexport const x = 1\n\n"
        "# Use\n\n{/* a\nnote */}Text\n\n```js\nimport c from 'c'\n\nexport default c\n```\n"
    )
    assert text == "# Use\n\nText\n\n```js\nimport c from 'c'\n\nexport default c\n```\n"


def test_shortcodes_in_code_are_examples_unless_hugo_runs_them(folder):
    text = "`{{< figure >}}`\n\n```\n{{< x >}}\n```\n"
    assert expand_shortcodes(text, [], in_code=False) == text
    assert "{{<" not in expand_shortcodes(text, [])
    root = folder({"astro.config.mjs": "", "src/content/blog/a.md": head("A") + text})
    assert records(root)["a.md"].body.source.endswith(text)


def test_liquid_shows_the_pictures_of_includes_and_no_values():
    notes: list[str] = []
    text = expand_liquid(
        '{% include figure.html src="/a.png" alt="A" caption="C" %} {{ page.title }}\n'
        "* Contents\n{:toc}\nEnd {% raw %}{{ x }}{% endraw %}",
        notes,
    )
    assert text == '![A](</a.png> "C") \n\nEnd {{ x }}'
    assert notes == ["1 values that Liquid would fill in are left out"]


@pytest.mark.parametrize(
    "part", ["{{< ", "{{< highlight go >}}", "{{</* ", "{% ", "{% highlight a %}", "{% comment %}",
             "{% raw %}", "{{ site.url ", "{% post_url a", "{% include youtube a=", "{{" + " " * 99]
)  # fmt: skip
def test_marks_without_end_take_no_time(part):
    text = part * (400_000 // len(part))
    expand_shortcodes(text, [])
    expand_liquid(text, [])
