"""Follows https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html :
requests signed for `cloudfront` in us-east-1 (checked with botocore's own signer), quantities that
agree, paths and #tags, 3,000 in progress at once, and nothing done twice for one reference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from aiohttp import web
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from defusedxml.ElementTree import fromstring

from tests.platform.cdn.api import Api, Refused

DISTRIBUTION, KEY, SECRET = "EDFDVBD632BHDS5", "AKIDEXAMPLE", "aws-secret-access-key"
PATH = f"/2020-05-31/distribution/{DISTRIBUTION}/invalidation"
ITEM = re.compile(r"/[!-~]*|#[!-+\--~]{1,256}")
IN_PROGRESS_MAX = 3_000
NAMESPACE = "{http://cloudfront.amazonaws.com/doc/2020-05-31/}"
ERROR = (
    '<?xml version="1.0"?><ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">'
    "<Error><Type>Sender</Type><Code>{code}</Code><Message>{code}</Message></Error>"
    "<RequestId>4e6b3b3c</RequestId></ErrorResponse>"
)


@dataclass
class CloudFrontApi(Api):
    in_progress: int = 0
    known: dict[str, list[str]] = field(default_factory=dict)

    @property
    def setting(self) -> str:
        return f"cloudfront://{DISTRIBUTION}?endpoint={self.endpoint}"

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not is_signed(request, body):
            raise self.error(403, "SignatureDoesNotMatch")
        if request.method != "POST" or request.path != PATH:
            raise self.error(404, "NoSuchDistribution")
        batch = fromstring(body)
        if batch.tag != f"{NAMESPACE}InvalidationBatch":
            raise self.error(400, "MalformedXML")
        items = [element.text or "" for element in batch.iter(f"{NAMESPACE}Path")]
        if text_of(batch, "Quantity") != str(len(items)):
            raise self.error(400, "InconsistentQuantities")
        if not items or not all(ITEM.fullmatch(item) for item in items):
            raise self.error(400, "InvalidArgument")
        reference = text_of(batch, "CallerReference")
        if self.known.get(reference, items) != items:
            raise self.error(400, "InvalidationBatchAlreadyExists")
        if reference not in self.known:
            if self.in_progress + len(items) > IN_PROGRESS_MAX:
                raise self.error(400, "TooManyInvalidationsInProgress")
            self.in_progress += len(items)
            self.known[reference] = items
            self.tags.append([item[1:] for item in items if item.startswith("#")])
            self.urls.append([item for item in items if item.startswith("/")])
            self.soft.append(False)
        text = "<Invalidation><Id>I2J0I21PCUYOIK</Id><Status>InProgress</Status></Invalidation>"
        return web.Response(status=201, text=text, content_type="text/xml")

    @staticmethod
    def error(status: int, code: str) -> Refused:
        text = ERROR.format(code=code)
        return Refused(web.Response(status=status, text=text, content_type="text/xml"))


def text_of(batch: Element, name: str) -> str:
    return batch.findtext(f".//{NAMESPACE}{name}") or ""


def is_signed(request: web.Request, body: bytes) -> bool:
    """Sign the request anew as botocore does, and compare."""
    given = request.headers.get("authorization", "")
    signed = re.search(r"SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$", given)
    if signed is None or "host" not in signed[1].split(";"):
        return False
    scope = f"{KEY}/{request.headers['x-amz-date'][:8]}/us-east-1/cloudfront/aws4_request"
    stamp = datetime.strptime(request.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    if f"Credential={scope}," not in given or abs((datetime.now(UTC) - stamp).seconds) > 300:
        return False
    headers = {name: request.headers[name] for name in signed[1].split(";")}
    url = f"http://{request.headers['host']}{request.raw_path}"
    again = AWSRequest("POST", url, headers=headers, data=body)
    again.context["timestamp"] = request.headers["x-amz-date"]
    signer = SigV4Auth(Credentials(KEY, SECRET), "cloudfront", "us-east-1")
    text = signer.string_to_sign(again, signer.canonical_request(again))
    return bool(signer.signature(text, again) == signed[2])
