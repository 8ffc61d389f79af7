"""What `strive run` starts: the composition given to the supervisor."""

from __future__ import annotations

from collections.abc import Sequence

from strive.app import Strive, opened
from strive.cli.run import Launch, run
from strive.cli.runtime import fail
from strive.content.sample import load_sample
from strive.local.instance import Instance
from strive.local.services import Services
from strive.platform.errors import StriveError
from strive.platform.telemetry import configure_logging
from strive.settings import Settings, load_settings, with_secret


def launch() -> None:
    """Run the databases and the roles until told to stop."""
    try:
        settings = with_secret(load_settings())
    except StriveError as error:
        fail(str(error))
    configure_logging(level="WARNING")

    async def prepare(services: Services) -> None:
        reaching = settings.reaching(services.mongodb_uri, services.valkey_url)
        async with opened(reaching) as strive:
            await strive.migrations.up()
            await _first_look(strive)

    run(
        Launch(
            settings=settings.local,
            prepare=prepare,
            links=lambda instance: _links(settings, instance),
            env={},
        )
    )


async def _first_look(strive: Strive) -> None:
    """Give an empty site the sample publication, once."""
    if strive.settings.sample and await strive.content.site.is_untouched():
        await load_sample(strive.content, strive.media)


def _links(settings: Settings, _instance: Instance) -> Sequence[tuple[str, str]]:
    return [("API", f"{settings.base_url}/api/docs"), ("Feed", f"{settings.base_url}/feed.xml")]
