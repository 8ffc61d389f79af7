"""A small instance for tests to kill: real databases, a role that answers and one that loops.

Run as `python supervised.py DATA_DIR PORT [PREPARE]`; prints what happens, one line each.
"""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from strive.local.errors import LocalError
from strive.local.process import Command
from strive.local.readiness import until_site_ready
from strive.local.services import Services
from strive.local.settings import LocalSettings
from strive.local.supervisor import Plan, supervise

WEB = """
import http.server, sys
class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()
    def log_message(self, *arguments): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Site).serve_forever()
"""

WORKER = """
import signal, socket, subprocess, sys
def stop(*arguments):
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))):
        print("stopping while the database answers")
    sys.exit()
signal.signal(signal.SIGTERM, stop)
subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
print("working")
while True: signal.pause()
"""


def say(name: str, line: str) -> None:
    sys.stdout.write(f"{name}: {line}\n")
    sys.stdout.flush()


def prepare(code: str, services: Services) -> Command:
    return Command(name="prepare", argv=(sys.executable, "-c", code, services.mongodb_uri))


def roles(port: int, services: Services) -> list[Command]:
    mongodb_port = str(urlsplit(services.mongodb_uri).port)
    return [
        Command(
            name="web",
            argv=(sys.executable, "-c", WEB, str(port)),
            ready=partial(until_site_ready, "127.0.0.1", port),
        ),
        Command(name="worker", argv=(sys.executable, "-c", WORKER, mongodb_port)),
    ]


def main(data_dir: str, port: str, code: str = "import sys; print(sys.argv[1])") -> None:
    settings = LocalSettings(data_dir=Path(data_dir), port=int(port))
    plan = Plan(
        prepare=partial(prepare, code),
        roles=partial(roles, settings.port),
        announce=lambda instance: say("ready", str(instance.url)),
    )
    try:
        asyncio.run(supervise(settings, plan, with_parent=True, say=say))
    except LocalError as error:
        say("error", str(error))
        sys.exit(1)
    say("end", "in order")


if __name__ == "__main__":
    main(*sys.argv[1:])
