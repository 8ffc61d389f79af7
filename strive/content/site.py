"""The publication itself: its name, navigation and look; pure."""

from __future__ import annotations

from strive.content.post import Image, Model


class Link(Model, frozen=True):
    """An entry of a menu; `url` is a path of this site or a whole address."""

    label: str
    url: str


class Site(Model, frozen=True, kw_only=True):
    """Settings of the publication, edited by its people (settings of the machine are STRIVE_…).

    `contact` is where readers write to about what is held of them: an e-mail or web address.
    """

    title: str = "Strive"
    description: str = ""
    language: str = "en"
    time_zone: str = "UTC"
    logo: Image | None = None
    icon: Image | None = None
    social_image: Image | None = None
    accent: str = ""
    navigation: tuple[Link, ...] = (Link("Home", "/"), Link("Blog", "/blog"))
    footer: tuple[Link, ...] = ()
    social: tuple[Link, ...] = ()
    posts_per_page: int = 12
    contact: str = ""
    websub_hub: str = ""
    indexnow_key: str = ""

    @property
    def contact_url(self) -> str:
        """Where a link to the contact leads, "" if there is none."""
        is_address = "@" in self.contact and "/" not in self.contact
        return f"mailto:{self.contact}" if is_address else self.contact
