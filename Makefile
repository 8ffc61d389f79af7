# make run    set everything up and serve at http://localhost:8000
# make test   set everything up and run all tests
# make check  lint, types, architecture
# make bench  measure, each figure beside a peer or a limit
# make lock   write requirements/*.txt anew from pyproject.toml

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin

.PHONY: run test check bench lock format

run: .venv/.run
	@exec $(BIN)/strive run --with-parent

test: .venv/.dev
	@$(BIN)/pytest -n logical --maxprocesses 4 --dist loadfile

check: .venv/.dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/.dev
	@$(BIN)/python -m bench

format: .venv/.dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: .venv/.dev
	@sh requirements/lock.sh

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Strive needs Python 3.11 or later with its venv module (Debian: apt-get install python3-venv)." >&2; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/.run: requirements/run.txt pyproject.toml | .venv/bin/python
	@echo "Installing Strive into .venv (the first time takes a minute) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
