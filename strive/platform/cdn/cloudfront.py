"""CloudFront: invalidating by cache tags and paths.

API: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html
Tags: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-by-tags.html
(the distribution must name the header of tags; they count as paths, with a `#` before each).
Limits: 3,000 paths may be in progress at once.
"""

from __future__ import annotations

from html import escape
from typing import Final
from urllib.parse import urlsplit
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from strive.platform.cdn.calling import Answer, Caller
from strive.platform.cdn.purge import Limits, Purge, portions
from strive.platform.cdn.settings import CdnSettings
from strive.platform.cdn.signing import Signer
from strive.platform.outbox import RetryLater

ENDPOINT: Final = "https://cloudfront.amazonaws.com"
AT_ONCE: Final = 1_000  # so that one call leaves room for the next while it is in progress
BUSY_S: Final = 30.0  # most invalidations are through by then

_ASKS_TO_WAIT: Final = frozenset({"TooManyInvalidationsInProgress", "Throttling"})
_BATCH: Final = (
    '<InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">'
    "<Paths><Quantity>{quantity}</Quantity><Items>{items}</Items></Paths>"
    "<CallerReference>{reference}</CallerReference></InvalidationBatch>"
)


class CloudFront:
    """Sends purges to one distribution."""

    limits = Limits(tags=AT_ONCE, urls=AT_ONCE)
    races = False

    def __init__(self, settings: CdnSettings, caller: Caller) -> None:
        self._caller = caller
        self._signer = Signer(service="cloudfront", region="us-east-1")
        self._endpoint = settings.endpoint or ENDPOINT
        self._path = f"/2020-05-31/distribution/{settings.name}/invalidation"

    async def purge(self, purge: Purge, reference: str) -> None:
        """Purge; what is soft is purged hard, for CloudFront knows no other way.

        Args:
            purge: What.
            reference: The same when repeated; CloudFront then does nothing twice.
        """
        items = [*(f"#{tag}" for tag in purge.tags), *map(_path_of, purge.urls)]
        for number, portion in enumerate(portions(items, AT_ONCE)):
            paths = "".join(f"<Path>{escape(item)}</Path>" for item in portion)
            message = _BATCH.format(
                quantity=len(portion), items=paths, reference=f"{reference}-{number}"
            )
            await self._call(message.encode())

    async def _call(self, body: bytes) -> None:
        host = urlsplit(self._endpoint).netloc
        fields = {"host": host, "content-type": "text/xml"}
        headers = await self._signer.sign("POST", self._path, fields, body)
        answer = await self._caller.call(
            "POST", f"{self._endpoint}{self._path}", headers=headers, body=body
        )
        if (code := _error_code(answer)) in _ASKS_TO_WAIT:
            raise RetryLater(f"it answered {answer.status} {code}", after_s=BUSY_S)
        self._caller.judge(answer)


def _path_of(url: str) -> str:
    _, _, path, query, _ = urlsplit(url)
    return f"{path or '/'}{'?' if query else ''}{query}"


def _error_code(answer: Answer) -> str:
    """Return the code of an error, "" when there is none."""
    try:
        return fromstring(answer.body).findtext(".//{*}Error/{*}Code") or ""
    except (ParseError, DefusedXmlException):
        return ""
