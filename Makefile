# Everything runs from a virtual environment of its own; nothing but Python 3.11, make and the registries is needed.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO_DIR ?= .demo
PORT ?= 8000
PIP := $(BIN)/pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help demo serve test check bench bench-evaluation fuzz fmt lock catalogues

help: ## list these targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.run ## install, make a helpline with invented data in .demo, serve it
	$(BIN)/quietline demo --data $(DEMO_DIR) --port $(PORT)

serve: $(VENV)/.run ## serve the helpline in DATA (made with `quietline init`)
	$(BIN)/quietline serve --data $(DATA) --port $(PORT)

test: $(VENV)/.dev check ## check, then every test on SQLite and on PostgreSQL
	tests/run

check: $(VENV)/.dev ## types, lint, walls, templates, migrations, known vulnerabilities
	tools/check

bench: $(VENV)/.dev ## measure against the limits; docs/performance.md explains the rows
	$(BIN)/python -m benchmarks

bench-evaluation: $(VENV)/.dev ## how often the intervals of evaluations hold, on 4,500 invented series
	$(BIN)/python -m benchmarks.coverage

fuzz: $(VENV)/.dev ## 100,000 odd inputs to everything that reads what comes from outside
	$(BIN)/python -m tools.fuzz

fmt: $(VENV)/.dev ## format code
	$(BIN)/ruff check --fix --quiet . && $(BIN)/ruff format --quiet .

catalogues: $(VENV)/.dev ## compile translations after editing a .po
	$(BIN)/python tools/build_catalogues.py

states: $(VENV)/.dev ## draw docs/states.md after changing a table of states
	$(BIN)/python -m tools.draw_states

permissions: $(VENV)/.dev ## draw docs/permissions.md after changing a table of permissions
	$(BIN)/python -m tools.draw_permissions

lock: $(VENV)/.dev ## renew both lock files (needs uv in the environment)
	$(PIP) install uv
	$(BIN)/uv pip compile pyproject.toml --extra build --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 --quiet -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra build --extra dev --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 --quiet -o requirements-dev.lock

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Quietline needs Python 3.11 or newer; say PYTHON=python3.x")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(BIN)/python requirements.lock pyproject.toml
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
