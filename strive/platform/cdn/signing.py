"""AWS Signature Version 4, with the credentials that AWS's own tools would find.

They are looked for in the environment (`AWS_ACCESS_KEY_ID` and so on), in `~/.aws`, and in the
roles of a container or machine.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING

from strive.platform.cdn.calling import Denied

if TYPE_CHECKING:
    from awscrt.auth import AwsCredentialsProvider


class Signer:
    """Signs requests to one service."""

    def __init__(self, *, service: str, region: str) -> None:
        self._service = service
        self._region = region
        self._provider: AwsCredentialsProvider | None = None

    async def sign(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> dict[str, str]:
        """Return the headers (`host` among them) with those of the signature.

        Raises:
            Denied: There are no credentials.
        """
        from awscrt.auth import (  # a large library that only this needs
            AwsCredentialsProvider,
            AwsSigningConfig,
            aws_sign_request,
        )
        from awscrt.exceptions import AwsCrtError
        from awscrt.http import HttpHeaders, HttpRequest

        if self._provider is None:
            self._provider = AwsCredentialsProvider.new_default_chain()
        request = HttpRequest(method, path, HttpHeaders(list(headers.items())), BytesIO(body))
        config = AwsSigningConfig(
            credentials_provider=self._provider, region=self._region, service=self._service
        )
        try:
            signed = await asyncio.wrap_future(aws_sign_request(request, config))
        except AwsCrtError as error:
            raise Denied(f"there are no AWS credentials: {error.name}") from error
        return dict(signed.headers)
