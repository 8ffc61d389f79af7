#!/bin/sh
# Resolve pyproject.toml for every platform and write the lock files: names,
# versions and hashes, no registry address. Needs uv (in the dev requirements).
set -eu
cd "$(dirname "$0")/.."
lock() {
	.venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
		--python-version 3.11 --upgrade "$@" pyproject.toml
}
lock --extra embedded --extra build -o requirements/run.txt
lock --extra embedded --extra build --extra dev -o requirements/dev.txt
