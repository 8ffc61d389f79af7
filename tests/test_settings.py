"""Claims of `strive.settings`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strive.local.errors import LocalError
from strive.platform.database import Database
from strive.settings import SettingsError, load_settings, with_secret
from strive.settings.environment import Environment, variable

PRODUCTION = {
    "STRIVE_ENVIRONMENT": "production",
    "STRIVE_SECRET_KEY": "s" * 64,
    "STRIVE_BASE_URL": "https://blog.example.org/",
    "STRIVE_MONGODB_URI": "mongodb://user:hidden-password@db.example.org/press",
    "STRIVE_VALKEY_URL": "rediss://:hidden-password@cache.example.org",
}


def problems(variables: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(variables)
    return caught.value.problems


def test_nothing_has_to_be_set_on_a_laptop():
    settings = load_settings({"HOME": "/root"})
    assert settings.base_url == "http://localhost:8000"
    assert settings.local.mongodb_uri is None
    assert not settings.production


def test_production_is_served_by_what_it_is_given():
    settings = load_settings(PRODUCTION)
    assert settings.base_url == "https://blog.example.org"
    assert settings.https
    assert Database(settings.database).name == "press"


def test_every_mistake_is_reported_at_once_with_its_variable_and_an_example():
    found = problems({"STRIVE_PORT": "eighty", "STRIVE_WORKERS": "0", "STRIVE_BASE_URL": "blog"})
    assert [line.partition(":")[0] for line in found] == [
        "STRIVE_PORT",
        "STRIVE_WORKERS",
        "STRIVE_BASE_URL",
    ]
    assert all("For example: STRIVE_" in line for line in found)


def test_an_unknown_variable_is_refused_with_the_one_that_was_meant():
    assert problems({"STRIVE_MONGO_URI": "mongodb://x"}) == [
        "STRIVE_MONGO_URI: there is no such setting. Did you mean STRIVE_MONGODB_URI?"
    ]


@pytest.mark.parametrize("left_out", [name for name in PRODUCTION if "ENVIRONMENT" not in name])
def test_production_refuses_to_guess(left_out):
    incomplete = {name: value for name, value in PRODUCTION.items() if name != left_out}
    assert [line.partition(":")[0] for line in problems(incomplete)] == [left_out]


def test_what_production_lacks_is_reported_with_all_other_mistakes():
    found = problems({"STRIVE_ENVIRONMENT": "production", "STRIVE_PORT": "x", "STRIVE_TYPO": "1"})
    assert [line.partition(":")[0] for line in found] == [
        "STRIVE_TYPO",
        "STRIVE_SECRET_KEY",
        "STRIVE_BASE_URL",
        "STRIVE_MONGODB_URI",
        "STRIVE_VALKEY_URL",
        "STRIVE_PORT",
    ]


def test_production_accepts_embedded_databases_when_told_so():
    variables = {k: v for k, v in PRODUCTION.items() if not k.endswith(("_URI", "Y_URL"))}
    variables["STRIVE_VALKEY_URL"] = ""
    settings = load_settings({**variables, "STRIVE_ALLOW_EMBEDDED": "1"})
    assert settings.local.mongodb_uri is None


def test_secrets_are_not_printed():
    settings = load_settings(PRODUCTION)
    assert "hidden-password" not in repr(settings)
    assert "sss" not in repr(settings)
    assert "hidden" not in " ".join(
        problems({**PRODUCTION, "STRIVE_MONGODB_URI": "mysql://hidden-password@db"})
    )


@pytest.mark.parametrize(
    "variable_and_value",
    [
        "STRIVE_MONGODB_URI=mongodb://",
        "STRIVE_MONGODB_URI=mongodb://user:hidden@",
        "STRIVE_MONGODB_URI=mongodb://user:hid/den@host/name",
        "STRIVE_MONGODB_URI=mongodb://us@er:hidden@host",
        "STRIVE_MONGODB_URI=mongodb://user:hidden@host:99999",
        "STRIVE_MONGODB_URI=mongodb://user:hidden@host/?maxPoolSiz=3",
        "STRIVE_MONGODB_URI=mongodb://user:hidden@host/na$me",
        "STRIVE_MONGODB_URI=mongodb+srv://user:hidden@host:27017/",
        "STRIVE_VALKEY_URL=valkey://",
        "STRIVE_VALKEY_URL=valkey://:hidden@host:99999",
        "STRIVE_VALKEY_URL=valkey://:hidden@host/name",
        "STRIVE_VALKEY_URL=valkey://:hid\u2100den@host",
        "STRIVE_VALKEY_URL=redis://:hidden@host?speed=high",
        "STRIVE_VALKEY_URL=unix://",
        "STRIVE_MEDIA_URL=file://folder",
        "STRIVE_MEDIA_URL=s3://bucket?secret=hidden",
        "STRIVE_SMTP_URL=smtp://user:hidden@",
        "STRIVE_SENTRY_DSN=https://hidden@[::1",
        "STRIVE_BASE_URL=https://two words.example.org",
        "STRIVE_BASE_URL=https://example.org:99999",
        "STRIVE_MAIL_FROM=nobody",
        "STRIVE_DATA_DIR=~nobody-of-that-name/data",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_before_the_start(variable_and_value):
    name, _, value = variable_and_value.partition("=")
    (line,) = problems({name: value})
    assert line.startswith(f"{name}: ")
    assert "hid" not in line


@given(st.text("0123456789:/?#@&=[]%$", min_size=1, max_size=20))
def test_a_password_is_not_repeated_however_it_is_read(password):
    for name, scheme in (
        ("MONGODB_URI", "mongodb"),
        ("VALKEY_URL", "valkey"),
        ("SMTP_URL", "smtp"),
    ):
        try:
            load_settings({f"STRIVE_{name}": f"{scheme}://user:{password}@host.example.org/"})
        except SettingsError as error:
            said = error.problems[0].partition(" For example")[0]
            assert len(password.strip(":/?#@&=[]%$")) < 3 or password not in said


def test_a_pool_has_no_more_connections_at_least_than_at_most():
    (line,) = problems({"STRIVE_MONGODB_MAX_POOL_SIZE": "4", "STRIVE_MONGODB_MIN_POOL_SIZE": "9"})
    assert line.startswith("STRIVE_MONGODB_MIN_POOL_SIZE: it is more than the maximum of 4.")
    small = load_settings({"STRIVE_MONGODB_MAX_POOL_SIZE": "2"}).database
    assert (small.min_pool_size, small.max_pool_size) == (2, 2)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://localhost:81"),
        ("0.0.0.0", "http://localhost:81"),
        ("::", "http://localhost:81"),
        ("192.0.2.7", "http://192.0.2.7:81"),
        ("2001:db8::7", "http://[2001:db8::7]:81"),
    ],
)
def test_links_lead_to_where_the_site_listens(host, url):
    assert load_settings({"STRIVE_HOST": host, "STRIVE_PORT": "81"}).base_url == url


def test_a_data_folder_that_cannot_be_is_named_with_the_reason(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    settings = load_settings({"STRIVE_DATA_DIR": str(tmp_path / "file")})
    with pytest.raises(LocalError, match=r"file cannot be used: a file of that name is in the way"):
        with_secret(settings)


def test_a_secret_too_short_is_refused_and_not_repeated():
    (line,) = problems({**PRODUCTION, "STRIVE_SECRET_KEY": "hidden"})
    assert "at least 32 characters" in line
    assert "hidden" not in line


def test_the_secret_of_a_laptop_is_made_once_by_however_many_processes(tmp_path: Path):
    settings = load_settings({"STRIVE_DATA_DIR": str(tmp_path / "data")})
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: with_secret(settings).secret_key, range(16)))
    assert len(made) == 1
    assert len(made.pop()) == 64
    assert (tmp_path / "data/secret_key").stat().st_mode & 0o077 == 0


def test_a_proxy_is_a_network():
    assert "STRIVE_TRUSTED_PROXIES" in problems({"STRIVE_TRUSTED_PROXIES": "nginx"})[0]
    networks = load_settings({"STRIVE_TRUSTED_PROXIES": "10.0.0.1/8, ::1"}).trusted_proxies
    assert [str(network) for network in networks] == ["10.0.0.0/8", "::1/128"]


@given(st.sampled_from(list(Environment.model_fields)), st.text(min_size=1, max_size=80))
def test_any_value_is_either_read_or_refused_by_name(field, value):
    try:
        load_settings({variable(field): value})
    except SettingsError as error:
        assert all(line.startswith("STRIVE_") for line in error.problems)  # noqa: PT017 - either outcome is right
