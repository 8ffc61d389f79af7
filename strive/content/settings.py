"""The publication's own settings: read by every page, changed rarely."""

from __future__ import annotations

from strive.content.site import Site


class SiteSettings:
    """Reads and changes the one document that describes the publication."""

    async def get(self) -> Site:
        """Return the settings; up to a second old, for every page asks."""
        ...

    async def change(self, site: Site) -> Site:
        """Replace the settings.

        Raises:
            Invalid: Unknown time zone, bad language, link, colour or number; the message says.
        """
        ...
