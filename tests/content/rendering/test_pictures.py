"""Pictures: alone, with captions, in galleries."""

from __future__ import annotations

import pytest

from strive.content.post import Body, Format, Image
from strive.content.rendering import picture, render

COAST = Image("/media/coast.webp", "A coast", "", 1600, 900)


def test_a_picture_alone_becomes_a_figure_captioned_by_its_title(markdown):
    found = markdown('Text.\n\n![A coast](/a.png "At six.")')
    assert '<figure><img src="/a.png" alt="A coast"' in found
    assert "<figcaption>At six.</figcaption></figure>" in found
    assert "title=" not in found


def test_within_a_sentence_it_stays(markdown):
    assert "<figure" not in markdown("A ![smile](/s.png) here.")


def test_several_in_one_paragraph_become_a_gallery(markdown):
    found = markdown("Text.\n\n![a](/a.png)\n![b](/b.png)")
    assert '<figure class="gallery">' in found
    assert found.count("<img") == 2


@pytest.mark.parametrize(
    "source",
    [
        "<figure class='kg-card kg-gallery-card kg-width-wide'><div><div>{}</div></div></figure>",
        "<figure class='wp-block-gallery'><ul class='blocks-gallery-grid'>{}</ul></figure>",
    ],
)
def test_galleries_of_other_systems_lose_their_wrappers(html, source):
    found = html(source.format("<img src='/a.png' alt=''><img src='/b.png' alt=''>"))
    assert "<div" not in found
    assert "<ul" not in found
    assert "gallery" in found


@pytest.mark.parametrize("caption", ["\n\n<figcaption>At six.</figcaption>", ""])
@pytest.mark.parametrize("classes", ["wide", "left"])
def test_a_figure_around_a_picture_of_markdown_is_the_only_one(markdown, classes, caption):
    title = "" if caption else ' "At six."'
    found = markdown(
        f'Text.\n\n<figure class="{classes}">\n\n![a](/a.png{title}){caption}\n</figure>'
    )
    assert found.count("<figure") == 1
    assert f'<figure class="{classes}"><img' in found
    assert found.endswith("<figcaption>At six.</figcaption></figure>")


def test_several_in_a_figure_are_a_gallery_of_its_width(markdown):
    found = markdown('<figure class="full">\n\n![a](/a.png)\n![b](/b.png)\n\n</figure>')
    assert found.count("<figure") == 1
    assert found.startswith('<figure class="full gallery"><img')


@pytest.mark.parametrize("space", ["\n", "\n\n"])
@pytest.mark.parametrize("tag", ["figure", "div"])
def test_pictures_of_markdown_stand_in_a_gallery_themselves(markdown, tag, space):
    pictures = space.join(["![a](/a.png)", '![b](/b.png "B")', "[![c](/c.png)](/c)"])
    caption = "<figcaption>All</figcaption>"
    found = markdown(f'<{tag} class="gallery">\n\n{pictures}\n\n{caption}\n</{tag}>')
    assert found.startswith('<figure class="gallery"><img src="/a.png"')
    assert found.count("<figure>") == 1, "only one with a caption of its own is one"
    assert "<figcaption>B</figcaption></figure><a " in found
    assert found.endswith("<figcaption>All</figcaption></figure>")


def test_a_figure_with_a_caption_in_one_with_a_caption_stays(html):
    source = "<figure><figure><img src='/a.png' alt=''>{0}</figure>{0}</figure>"
    found = html(source.format("<figcaption>Words</figcaption>"))
    assert found.count("<figure") == found.count("<figcaption") == 2


def test_what_is_known_of_a_picture_is_written_with_it():
    body = Body("Text.\n\n![](/media/coast.webp)", Format.MARKDOWN)
    found = render(body, image_of=lambda url: COAST if url == COAST.url else None).html
    assert 'alt="A coast" width="1600" height="900" loading="lazy" decoding="async"' in found


def test_one_that_opens_the_text_does_not_wait(markdown):
    assert "loading" not in markdown("![a](/a.png)\n\nText.")


def test_a_source_that_waits_for_a_script_is_used(html):
    assert 'src="/real.png"' in html("<img src='data:image/gif;base64,x' data-src='/real.png'>")


def test_the_most_important_picture_is_asked_for_first_and_drawn_at_once():
    made = picture(COAST, priority=True)
    assert 'fetchpriority="high"' in made
    assert "loading" not in made
    assert "decoding" not in made


def test_decoration_has_an_empty_alternative():
    assert 'alt=""' in picture(COAST, alt="")
