"""The `strive` command, also as `python -m strive`."""

from __future__ import annotations

import signal


def main() -> None:
    """Run the command that was given; Ctrl-C while it is loaded ends it without a traceback."""
    heard = signal.getsignal(signal.SIGINT)
    if heard == signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from strive.cli import app

    signal.signal(signal.SIGINT, heard)
    app()


if __name__ == "__main__":
    main()
