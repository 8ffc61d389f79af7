"""`strive site`: every setting of the site by command."""

from __future__ import annotations

import pytest
import pytest_asyncio
from msgspec.structs import fields, replace

from strive.cli.site_words import RULES, changed, read_words, written
from strive.content.post import Image
from strive.content.site import Link, Site
from strive.platform.errors import Invalid

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="10"><path d="M0 0h40v10z"/></svg>'
)


@pytest_asyncio.fixture
async def site(strive):
    """Return the settings as they are; each test begins with those nobody set."""
    await strive.content.site.change(Site())
    return strive.content.site.stored


def test_every_setting_has_its_rule():
    assert {field.name for field in fields(Site)} == set(RULES) - {"social_image_alt"}


async def test_settings_are_set_together(command, site):
    words = ("title=Folio", "time-zone=Europe/Lisbon", "accent=#0b6b57", "posts_per_page=20")
    done = await command("site", "set", *words)
    assert done.out.splitlines() == [
        "title: Folio",
        "time_zone: Europe/Lisbon",
        "accent: #0b6b57",
        "posts_per_page: 20",
    ]
    assert await site() == replace(
        Site(), title="Folio", time_zone="Europe/Lisbon", accent="#0b6b57", posts_per_page=20
    )
    again = await command("site", "set", *words)
    assert again.out == "Nothing changed: it is so already.\n"


async def test_a_menu_is_a_list_of_labels_and_addresses(command, site):
    menu = "navigation=Home=/, Notes=/notes?a=1,Maps=https://maps.example/@1,2"
    done = await command("site", "set", menu, "social=Mastodon=https://m.example/@me", "--json")
    assert done.json["navigation"][1] == {"label": "Notes", "url": "/notes?a=1"}
    assert (await site()).navigation == (
        Link("Home", "/"),
        Link("Notes", "/notes?a=1"),
        Link("Maps", "https://maps.example/@1,2"),
    )


def test_a_menu_may_be_named_again_and_is_written_as_it_is_read():
    [(_, text)] = read_words(["footer=A=/a", "footer=Bed, breakfast=/b"])
    site = changed(Site(), "footer", text)
    assert site.footer == (Link("A", "/a"), Link("Bed, breakfast", "/b"))
    assert written(changed(Site(), "footer", "A=/a\nB=/b"), "footer") == "A=/a, B=/b"
    assert changed(site, "footer", "").footer == ()


async def test_a_picture_is_uploaded_or_named_by_its_address(command, site, strive, tmp_path):
    path = tmp_path / "logo.svg"
    path.write_text(DRAWING)
    await command(
        "site", "set", f"logo={path}", "social_image_alt=A sea", "social_image=https://x.example/a"
    )
    logo = (await site()).logo
    assert (logo.width, logo.height) == (40, 10)
    assert (await strive.media.find(logo.url)).content_type == "image/svg+xml"
    await command("site", "set", f"icon={logo.url}")
    assert (await site()).icon == logo
    assert (await site()).social_image == Image("https://x.example/a", "A sea")


async def test_unset_settings_are_as_before_anybody_set_them(command, site):
    await command("site", "set", "title=Folio", "navigation=", "social_image=https://x.example/a")
    done = await command("site", "unset", "title", "navigation", "social_image")
    assert done.out.splitlines()[0] == "title: Strive"
    assert await site() == Site()


async def test_everything_is_shown_to_people_and_programs(command, site):
    await command("site", "set", "title=Folio \x1b[31m")
    shown = (await command("site", "show")).out
    assert all(name in shown for name in RULES)
    assert "Folio \\x1b[31m" in shown
    assert "Home=/, Blog=/blog" in shown
    told = (await command("site", "show", "--json")).json
    assert (told["timeZone"], told["postsPerPage"]) == ("UTC", 12)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set", "colour=#fff"), "There is no setting 'colour'. There are: title, description"),
        (("set", "tittle=x"), "There is no setting 'tittle'. Is title meant?"),
        (("set", "title"), "Write title=VALUE: title is up to 200 characters."),
        (("set", "title=a", "title=b"), "title is given twice."),
        (("set", "title="), "The title of the site may not be empty."),
        (("set", "time_zone=Mars"), "no time zone 'Mars'; one is named like Europe/Berlin."),
        (("set", "language=??"), "no language tag such as en"),
        (("set", "accent=red"), "a colour such as #3366cc, not 'red'."),
        (("set", "posts_per_page=many"), "posts_per_page is a number from 1 to 100, not 'many'."),
        (("set", "posts_per_page=0"), "must be between 1 and 100"),
        (("set", "navigation=/a"), "'/a' is no such link."),
        (("set", "navigation=A=javascript:1"), "must be a path of this site or an http(s) address"),
        (("set", "websub_hub=hub"), "WebSub hub must be an http(s) address"),
        (("set", "indexnow_key=x"), "IndexNow key must have 8 to 128"),
        (("set", "logo=/nowhere.png"), "logo: there is no file /nowhere.png"),
        (("set", "logo=~nobody-here/x.png"), "logo: there is no file ~nobody-here/x.png"),
        (("set", f"logo={'x' * 300}"), "logo: there is no file xxx"),
        (("set", "logo=/media/no/thing.png"), "logo: /media/no/thing.png is no picture."),
        (("set", "social_image_alt=x"), "There is no social_image"),
        (("unset", "nothing"), "There is no setting 'nothing'."),
    ],
)
async def test_what_cannot_be_is_one_line_with_the_rule_and_changes_nothing(
    command, site, words, said
):
    verb, *rest = words
    done = await command("site", verb, "description=New" if verb == "set" else "title", *rest)
    assert (done.code, done.out) == (1, "")
    [line] = done.err.splitlines()
    assert said in line
    assert await site() == Site()


async def test_a_file_that_is_no_picture_is_refused(command, site, tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n%%EOF")
    for name in ("a.pdf", "empty.png"):
        (tmp_path / name).touch()
        done = await command("site", "set", f"icon={tmp_path / name}")
        assert done.code == 1
        assert len(done.err.splitlines()) == 1


def test_an_unknown_picture_has_no_alternative_text():
    with pytest.raises(Invalid, match="no social_image"):
        changed(Site(), "social_image_alt", "A sea")
