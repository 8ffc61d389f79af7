"""The `STRIVE_…` variables: their names, what each may be, and an example of it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from strive.settings.checks import (
    CdnUrl,
    Folder,
    LongSecret,
    MailAddress,
    MediaUrl,
    MongodbUri,
    Names,
    Networks,
    Oidc,
    Origins,
    SentryDsn,
    SiteUrl,
    SmtpUrl,
    ValkeyUrl,
)

PREFIX = "STRIVE_"


class Environment(BaseModel):
    """What the environment says; the description and example of each stand in the docs too."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    environment: Literal["development", "production"] = Field(
        "development",
        description="`production` turns on what a public site needs and refuses to guess.",
        examples=["production"],
    )
    data_dir: Folder = Field(
        Path(".strive"),
        description="Folder of everything kept on this machine.",
        examples=["/var/lib/strive"],
    )
    host: str = Field(
        "127.0.0.1",
        min_length=1,
        description="Address the web server listens on.",
        examples=["0.0.0.0"],  # noqa: S104 - an example
    )
    port: int = Field(
        8000, ge=1, le=65535, description="Port the web server listens on.", examples=["8080"]
    )
    workers: int | None = Field(
        None,
        ge=1,
        le=256,
        description="Web worker processes; by default 1, in production one per core.",
        examples=["4"],
    )
    page_cache_mb: int = Field(
        64,
        ge=1,
        le=65536,
        description="Memory for stored pages in each web worker, in MB.",
        examples=["256"],
    )
    data_cache_mb: int = Field(
        32,
        ge=1,
        le=65536,
        description="Memory for data of the database in each process, in MB.",
        examples=["128"],
    )
    base_url: SiteUrl | None = Field(
        None,
        description="The address readers use; every link the site writes begins with it.",
        examples=["https://blog.example.org"],
    )
    secret_key: LongSecret | None = Field(
        None,
        description="Signs preview links and the like; kept in the data folder in development.",
        examples=["64 random hexadecimal digits"],
    )
    mongodb_uri: MongodbUri | None = Field(
        None,
        description="MongoDB to use; without it one is started here.",
        examples=["mongodb+srv://user:password@cluster.example.org/strive"],
    )
    valkey_url: ValkeyUrl | None = Field(
        None,
        description="Valkey or Redis to use; without it one is started here.",
        examples=["rediss://default:password@cache.example.org:6379"],
    )
    allow_embedded: bool = Field(
        default=False,
        description="In production, accept the databases that `strive run` starts itself.",
        examples=["1"],
    )
    media_url: MediaUrl | None = Field(
        None,
        description="Where uploaded files are kept; by default in the data folder.",
        examples=["s3://bucket/media"],
    )
    cdn: CdnUrl | None = Field(
        None,
        description="The CDN in front, which is told of every change.",
        examples=["cloudflare://zone-id?token=secret"],
    )
    tls_cert: Folder | None = Field(
        None,
        description="Certificate (PEM, with those that signed it) to serve HTTPS with directly.",
        examples=["/etc/strive/fullchain.pem"],
    )
    tls_key: Folder | None = Field(
        None,
        description="The private key of the certificate (PEM, without a password).",
        examples=["/etc/strive/privkey.pem"],
    )
    allowed_hosts: Names = Field(
        (),
        description="Further names that a CDN or proxy asks the site by, besides that of readers.",
        examples=["origin.example.org"],
    )
    cors_origins: Origins = Field(
        (),
        description="Other sites whose pages may read the API in a browser.",
        examples=["https://app.example.org"],
    )
    trusted_proxies: Networks = Field(
        (),
        description="Networks whose X-Forwarded-For and X-Forwarded-Proto are believed.",
        examples=["10.0.0.0/8,127.0.0.1"],
    )
    limits: Literal["on", "shadow", "off"] = Field(
        "on",
        description="Rate limits and lists; `shadow` only counts and logs, `off` does nothing.",
        examples=["shadow"],
    )
    fetch_allow_hosts: Names = Field(
        (),
        description="Hosts on private networks that imports and webhooks may reach.",
        examples=["cms.internal:8080"],
    )
    sample: bool = Field(
        default=True,
        description="Load the sample publication at the first start of an empty site.",
        examples=["0"],
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="The least important messages that are logged.", examples=["WARNING"]
    )
    log_format: Literal["auto", "pretty", "json"] = Field(
        "auto",
        description="How logs are written; `auto` is pretty in a terminal, else JSON.",
        examples=["json"],
    )
    audit_keep_days: int = Field(
        365,
        ge=0,
        le=36_500,
        description="For how many days entries of the audit log are kept; 0 keeps them for good.",
        examples=["730"],
    )
    sanity_webhook_secret: SecretStr | None = Field(
        None,
        description="Turns the webhook of Sanity on; the secret set there.",
        examples=["a long random text"],
    )
    oidc: Oidc | None = Field(
        None,
        description="Other sites that people sign in with, with spaces between.",
        examples=["google://client-id?secret=secret"],
    )
    smtp_url: SmtpUrl | None = Field(
        None,
        description="Mail server; without it mail is written to files in the data folder.",
        examples=["smtps://user:password@mail.example.org"],
    )
    mail_from: MailAddress | None = Field(
        None,
        description="Sender of the site's mail.",
        examples=["news@example.org"],
    )
    sentry_dsn: SentryDsn | None = Field(
        None,
        description="Where errors are reported to.",
        examples=["https://key@sentry.example.org/1"],
    )
    mongodb_cache_gb: float = Field(
        0.25,
        ge=0.25,
        le=1024,
        description="Cache of the embedded MongoDB, in gigabytes.",
        examples=["1"],
    )
    valkey_memory_mb: int = Field(
        128,
        ge=16,
        le=1_048_576,
        description="Memory of the embedded Valkey, in megabytes.",
        examples=["512"],
    )
    mongodb_max_pool_size: int = Field(
        100, ge=1, le=10_000, description="Connections a process keeps at most.", examples=["200"]
    )
    mongodb_min_pool_size: int = Field(
        5, ge=0, le=10_000, description="Connections a process keeps at least.", examples=["10"]
    )
    mongodb_max_idle_time_ms: int = Field(
        30_000, ge=0, description="How long an idle connection is kept.", examples=["60000"]
    )
    mongodb_server_selection_timeout_ms: int = Field(
        5_000, ge=100, description="How long to look for a server.", examples=["2000"]
    )
    mongodb_timeout_ms: int = Field(
        5_000, ge=100, description="How long one operation may take in all.", examples=["10000"]
    )
    mongodb_write_timeout_ms: int = Field(
        5_000,
        ge=100,
        description="How long a write may wait for the majority.",
        examples=["10000"],
    )
    mongodb_read_preference: Literal[
        "primary", "primaryPreferred", "secondary", "secondaryPreferred", "nearest"
    ] = Field(
        "secondaryPreferred",
        description="Which members answer reads that need not be fresh.",
        examples=["nearest"],
    )
    mongodb_read_concern: Literal["local", "available", "majority"] = Field(
        "majority", description="What a read may see.", examples=["local"]
    )
    valkey_timeout_ms: int = Field(
        1_000,
        ge=10,
        le=60_000,
        description="How long connecting or one command may take.",
        examples=["250"],
    )


def variable(field: str) -> str:
    """Return the name of the variable a field is read from."""
    return f"{PREFIX}{field.upper()}"
