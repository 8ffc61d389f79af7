"""What `strive run` says; that it runs is tested in tests/local."""

from __future__ import annotations

import io
import socket

import pytest
import typer
from rich.console import Console

from strive.cli.run import Launch, _printer, banner, run
from strive.local.instance import Instance
from strive.local.settings import LocalSettings

INSTANCE = Instance(7, "http://localhost:8000", "mongodb://u:secret@h/", "unix:///v.sock")


def shown(what, **options) -> str:
    console = Console(file=io.StringIO(), width=100, **options)
    console.print(what)
    return console.file.getvalue()


def test_the_banner_shows_the_addresses_and_no_password():
    text = shown(banner(INSTANCE, [("Feed", "http://localhost:8000/feed.xml")]))
    assert "http://localhost:8000 " in text
    assert "http://localhost:8000/feed.xml" in text
    assert "secret" not in text


def test_what_keeps_it_from_starting_is_one_line_and_exit_code_1(tmp_path, capsys):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        settings = LocalSettings(data_dir=tmp_path, port=port)
        launch = Launch(settings=settings, links=lambda _: [], env={})
        with pytest.raises(typer.Exit) as ended:
            run(launch)
    assert ended.value.exit_code == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith(f"Strive cannot start: Port {port} is taken")


@pytest.mark.parametrize(
    ("terminal", "line", "expected"),
    [
        (False, '{"event": "x"}', '{"event": "x"}\n'),
        (False, "plain [red]", "      web │ plain [red]\n"),
        (True, "plain [red]", "web │ "),
        (True, "plain [red]", "plain [red]"),
    ],
)
def test_lines_of_children_are_shown_after_their_name(terminal, line, expected):
    console = Console(file=io.StringIO(), force_terminal=terminal, highlight=False)
    _printer(console)("web", line)
    assert expected in console.file.getvalue()
