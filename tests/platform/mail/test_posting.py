"""Claims of sending: by a real server on loopback, with TLS where it matters, or into files."""

from __future__ import annotations

import email
import ssl
import subprocess
from contextlib import contextmanager
from datetime import UTC, datetime
from email.policy import SMTP

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from strive.local.ports import free_port
from strive.platform.mail import Letter, MailSettings, MailUnavailable, open_post, problem_with
from strive.platform.mail.letter import message_of
from strive.platform.mail.posting import MailRefused, SmtpPost
from strive.platform.mail.settings import read_server


class Box:
    """Keeps what arrives; refuses whom it is told to."""

    def __init__(self, refuse: str = "") -> None:
        self.refuse = refuse
        self.letters = []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.letters.append((envelope, email.message_from_bytes(envelope.content, policy=SMTP)))
        return "250 OK"


@contextmanager
def listening(box: Box, **more):
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), **more)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def letter(to: str = "ada@example.org"):
    at = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
    words = Letter(to=to, subject="Über die Flut", text="Text\n", html="<p>Text</p>")
    return message_of(words, sender="news@example.org", sender_name="Flut", at=at)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return served, ssl.create_default_context(cafile=str(folder / "cert.pem"))


async def test_a_server_gets_both_forms_and_their_fields():
    box = Box()
    with listening(box) as port:
        settings = MailSettings(url=f"smtp://127.0.0.1:{port}", sender="", folder=None)
        await open_post(settings).send(letter())
    ((envelope, message),) = box.letters
    assert envelope.rcpt_tos == ["ada@example.org"]
    assert envelope.mail_from == "news@example.org"
    assert message["Subject"] == "Über die Flut"
    assert message["Message-ID"].strip("<>").endswith("@example.org")
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


async def test_a_password_goes_over_tls_only(certificate):
    served, trusting = certificate
    seen = []

    def authenticate(server, session, envelope, mechanism, data):
        seen.append((data.login, data.password, session.ssl is not None))
        return AuthResult(success=True)

    box = Box()
    with listening(box, tls_context=served, authenticator=authenticate) as port:
        server = read_server(f"smtp://us%40er:pass%3Aword@127.0.0.1:{port}")
        await SmtpPost(server, trusting).send(letter())
    assert seen == [(b"us@er", b"pass:word", True)]
    with listening(Box()) as port:
        server = read_server(f"smtp://user:password@127.0.0.1:{port}")
        with pytest.raises(MailUnavailable):
            await SmtpPost(server).send(letter())


async def test_tls_from_the_first_byte_and_a_stranger_s_certificate_is_refused(certificate):
    served, trusting = certificate
    box = Box()
    with listening(box, ssl_context=served) as port:
        server = read_server(f"smtps://127.0.0.1:{port}")
        await SmtpPost(server, trusting).send(letter())
        with pytest.raises(MailUnavailable):
            await SmtpPost(server).send(letter())
    assert len(box.letters) == 1


@pytest.mark.parametrize(
    ("answer", "error"), [("450 Later", MailUnavailable), ("550 No such person", MailRefused)]
)
async def test_later_and_never_are_told_apart(answer, error):
    with listening(Box(answer)) as port, pytest.raises(error):
        await SmtpPost(read_server(f"smtp://127.0.0.1:{port}")).send(letter())


async def test_a_server_that_is_away_is_tried_later():
    with pytest.raises(MailUnavailable):
        await SmtpPost(read_server(f"smtp://127.0.0.1:{free_port()}")).send(letter())


async def test_without_a_server_letters_are_files_of_their_owner(tmp_path):
    settings = MailSettings(sender="news@example.org", folder=tmp_path / "mail")
    await open_post(settings).send(letter())
    await open_post(settings).send(letter())
    files = list((tmp_path / "mail").iterdir())
    assert len(files) == 2
    assert all(file.stat().st_mode & 0o077 == 0 and file.suffix == ".eml" for file in files)
    assert email.message_from_bytes(files[0].read_bytes(), policy=SMTP)["To"] == "ada@example.org"


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("smtp://mail.example.org", None),
        ("smtps://user:p%40ss@mail.example.org:465", None),
        ("smtp://127.0.0.1:2525?tls=none", None),
        ("smtp://mail.example.org?tls=maybe", "tls="),
        ("smtp://mail.example.org?ssl=1", "tls="),
        ("smtp://mail.example.org/inbox", "path"),
        ("smtp://", "host"),
        ("smtp://mail.example.org:99999", "ort"),
    ],
)
def test_an_address_of_a_server_says_what_is_wrong_with_it(url, problem):
    found = problem_with(url)
    assert found is None if problem is None else problem in found
