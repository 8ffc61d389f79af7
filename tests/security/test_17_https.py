"""SEC-3 and security.md 13, 17: by HTTPS and no other way, with a certificate or behind a proxy."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import warnings
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import typer
from asgi import ask
from certificates import certificate_in
from every_route import UNSAFE, every_route, filled
from served import serving
from signed_in import somebody
from starlette.responses import Response

from strive.accounts.cookies import SessionCookie
from strive.app import build_web
from strive.cli.serving import serve
from strive.local.readiness import until_site_ready
from strive.platform.web.security import HSTS
from strive.platform.web.tls import TlsInvalid, require_certificate

SITE = "https://blog.example.org"
HOST = (b"host", b"blog.example.org")
BY_HTTPS = [HOST, (b"x-forwarded-proto", b"https")]
NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


@pytest.fixture
def behind_proxy(strive):
    """The application with HTTPS outside, behind a proxy on this machine."""
    trusted = (ipaddress.ip_network("127.0.0.1/32"),)
    settings = replace(strive.settings, base_url=SITE, trusted_proxies=trusted)
    accounts = replace(strive.accounts, cookie=SessionCookie(https=True))
    return replace(strive, settings=settings, accounts=accounts)


@pytest.fixture
def alone(behind_proxy):
    """The same without a proxy that is trusted."""
    return build_web(
        replace(behind_proxy, settings=replace(behind_proxy.settings, trusted_proxies=()))
    )


@pytest.mark.parametrize(
    "target",
    [b"/", b"/blog?page=2", b"//evil.example/x", b"/caf%C3%A9?a=%26&b=1", b"/account/x"],
)
async def test_a_page_asked_for_by_http_is_at_its_https_address(behind_proxy, alone, target):
    for app in (alone, build_web(behind_proxy)):
        for method in ("GET", "HEAD"):
            answer = await ask(app, target, method, [HOST])
            assert (answer.status, answer.body) == (308, b"")
            assert answer.header(b"location") == SITE.encode() + target
            assert b"no-store" in answer.header(b"cache-control")
            assert not answer.header(b"strict-transport-security")


async def test_no_line_is_broken_on_the_way_to_https(alone):
    answer = await ask(alone, b"/a%0d%0aSet-Cookie:x?b=\xff\r\n", headers=[HOST])
    assert answer.header(b"location") == SITE.encode() + b"/a%0D%0ASet-Cookie:x?b=%C3%BF%0D%0A"


async def test_what_is_sent_by_http_and_the_api_are_refused(behind_proxy, alone):
    routes = every_route(behind_proxy)
    assert len(routes) > 60
    for method, path in routes:
        if method in UNSAFE or path.startswith("/api/"):
            answer = await ask(alone, filled(path).encode(), method, [HOST])
            assert answer.status == 403, (method, path)
            assert b"https" in answer.body
            assert b"blog.example.org" in answer.body


async def test_every_route_by_https_says_so_for_a_year(behind_proxy):
    app = build_web(behind_proxy)
    for method, path in every_route(behind_proxy):
        answer = await ask(app, filled(path).encode(), method, BY_HTTPS)
        assert answer.header(b"strict-transport-security") == HSTS.encode(), (method, path)
        assert answer.status not in {308, 421}


async def test_the_last_proxy_decides_whether_it_was_https(behind_proxy):
    app = build_web(behind_proxy)
    forged = [HOST, (b"x-forwarded-proto", b"https, http")]
    assert (await ask(app, b"/", headers=forged)).status == 308


async def test_a_proxy_that_is_not_trusted_is_named_instead_of_going_in_circles(alone):
    answer = await ask(alone, b"/", headers=BY_HTTPS)
    assert answer.status == 421
    assert b"STRIVE_TRUSTED_PROXIES" in answer.body


async def test_what_watches_over_the_site_may_ask_by_http(alone):
    for path in (b"/livez", b"/readyz"):
        assert (await ask(alone, path, headers=[HOST])).status == 200


async def test_a_site_by_http_stays_by_http(client):
    assert (await client.get("/livez")).status_code == 200
    assert (await client.get("/blog")).status_code == 200


def test_the_cookie_of_a_session_is_bound_to_the_host():
    response = Response()
    SessionCookie(https=True).put(response, "secret", timedelta(hours=1))
    name, _, rest = response.headers["set-cookie"].partition("=")
    attributes = {part.strip().lower() for part in rest.split(";")[1:]}
    assert name == "__Host-session"
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= attributes
    assert not any(part.startswith("domain") for part in attributes)


async def test_the_server_speaks_tls_itself(strive, clock, settings, tmp_path):
    made = certificate_in(tmp_path)
    clock.move(datetime.now(UTC) - clock.now())
    user = await somebody(strive)
    new = await strive.accounts.sessions.start(
        user, device="Test", address="127.0.0.0/24", has_second_factor=False
    )
    variables = {"STRIVE_TLS_CERT": str(made.certificate), "STRIVE_TLS_KEY": str(made.key)}
    context = ssl.create_default_context(cafile=made.certificate)
    await asyncio.to_thread(look_at, settings, variables, context, new.secret)


def look_at(settings, variables, context, secret):
    with (
        serving(settings, **variables) as served,
        httpx.Client(base_url=served.url, verify=context) as client,
    ):
        page = client.get("/blog")
        assert (page.status_code, page.headers["strict-transport-security"]) == (200, HSTS)
        hit = client.get("/blog")
        assert "hit" in hit.headers["cache-status"]
        assert hit.headers["strict-transport-security"] == HSTS
        for name, status in (("__Host-session", 403), ("session", 401)):
            headers = {"cookie": f"{name}={secret}", "origin": f"https://localhost:{served.port}"}
            known = client.post("/api/v1/posts", headers=headers)
            assert known.status_code == status  # a member may not; somebody unknown is asked who
        asyncio.run(until_site_ready("127.0.0.1", served.port, 5, tls=True))  # as `strive run` does
        assert speaks(served.port, ssl.TLSVersion.TLSv1_3) == "TLSv1.3"
        assert speaks(served.port, ssl.TLSVersion.TLSv1_2) == "TLSv1.2"
        for old in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
            assert speaks(served.port, old) == ""
        plain = served.send(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert not plain.startswith(b"HTTP/1.1 200")


def speaks(port: int, version: ssl.TLSVersion) -> str:
    """Return the version that a server agrees to when it is offered this one only."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    try:
        with (
            socket.create_connection(("127.0.0.1", port), timeout=5) as raw,
            context.wrap_socket(raw) as wrapped,
        ):
            return wrapped.version() or ""
    except (ssl.SSLError, ConnectionError):
        return ""


def test_a_good_certificate_tells_how_long_it_lasts(tmp_path):
    made = certificate_in(tmp_path, begins=NOW, lasts=timedelta(days=30))
    assert require_certificate(*made, NOW + timedelta(days=1)) == NOW + timedelta(days=30)


@pytest.mark.parametrize(
    ("days", "words"), [(30, "has expired on 13 Apr 2026"), (-1, "valid only from 14 Mar 2026")]
)
def test_a_certificate_out_of_its_time_is_refused(tmp_path, days, words):
    made = certificate_in(tmp_path, begins=NOW, lasts=timedelta(days=30))
    with pytest.raises(TlsInvalid, match=words):
        require_certificate(*made, NOW + timedelta(days=days))


def test_a_key_of_another_certificate_is_refused(tmp_path):
    one, other = certificate_in(tmp_path / "a"), certificate_in(tmp_path / "b")
    with pytest.raises(TlsInvalid, match="is not the key of the first certificate"):
        require_certificate(one.certificate, other.key, datetime.now(UTC))


@pytest.mark.parametrize(
    ("text", "words"),
    [(None, "cannot be read: No such file"), ("nothing", "does not hold what belongs there")],
)
@pytest.mark.parametrize("broken", ["certificate", "key"])
def test_a_file_that_is_not_there_or_is_another_is_named(tmp_path, text, words, broken):
    made = certificate_in(tmp_path)
    path = getattr(made, broken)
    path.unlink()
    if text is not None:
        path.write_text(text)
    variable = {"certificate": "STRIVE_TLS_CERT", "key": "STRIVE_TLS_KEY"}[broken]
    with pytest.raises(TlsInvalid, match=f"{variable}: .*{words}"):
        require_certificate(*made, datetime.now(UTC))


def test_a_locked_key_is_refused(tmp_path):
    made = certificate_in(tmp_path, password=b"secret")
    with pytest.raises(TlsInvalid, match="needs a password"):
        require_certificate(*made, datetime.now(UTC))


def test_the_start_stops_with_a_line(tmp_path, monkeypatch, settings, capsys):
    made = certificate_in(tmp_path, begins=datetime(2020, 1, 1, tzinfo=UTC))
    for name, value in {
        "STRIVE_TLS_CERT": made.certificate,
        "STRIVE_TLS_KEY": made.key,
        "STRIVE_DATA_DIR": tmp_path,
        "STRIVE_MONGODB_URI": settings.database.uri,
        "STRIVE_VALKEY_URL": settings.valkey.url,
    }.items():
        monkeypatch.setenv(name, str(value))
    with pytest.raises(typer.Exit):
        serve()
    assert "has expired on 31 Jan 2020" in capsys.readouterr().err
