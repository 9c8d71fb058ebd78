# Everything a newcomer types. `make help` lists it.
PYTHON ?= python3
STACK ?= dev
# What the account of the sample stack files has before the program runs: the zone of the sample domains.
GIVEN ?= --given zone=example.com
# Who runs the program: `embedded` (no CLI needed), or `pulumi`: the real CLI, on PATH or PULUMI_BIN.
ENGINE ?= embedded
# How many copies of all platforms `make bench` measures (1, 2, 10); one is a thousand resources.
COPIES ?= 1
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help install up preview serve test keys engine lint format types imports docs bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(INSTALLED) ## make the virtual environment .venv with all pinned dependencies

$(INSTALLED): requirements.txt requirements-dev.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=...")'
	@echo "installing the pinned dependencies into $(VENV), once"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

up: $(INSTALLED) ## deploy STACK (default dev) to the embedded AWS and check it; ENGINE=pulumi with the real CLI
	$(BIN)/python -m emulator up $(STACK) $(GIVEN) --engine $(ENGINE) --check smoke

preview: $(INSTALLED) ## say what `make up` would create
	$(BIN)/python -m emulator preview $(STACK) $(GIVEN)

serve: $(INSTALLED) ## like up, and keep the account reachable for the aws CLI and boto3
	$(BIN)/python -m emulator up $(STACK) $(GIVEN) --check smoke --serve

test: $(INSTALLED) ## run all tests but those of the real engine
	$(BIN)/python -m pytest -q -n auto --dist loadfile --durations=25

keys: $(INSTALLED) ## change every key of production's stack files: nothing that holds data may be lost
	$(BIN)/python -m pytest -q -n auto -m walk --durations=5 tests/contract/test_changes.py

engine: $(INSTALLED) ## run the tests of the real engine (they need a Pulumi CLI, or Go to build one)
	$(BIN)/python -m pytest -q -n auto --dist loadfile -m engine --durations=25 tests/engine

lint: $(INSTALLED) ## check format, lint and import layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports

format: $(INSTALLED) ## format and fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: $(INSTALLED) ## check types (mypy --strict)
	$(BIN)/mypy --strict __main__.py automation components emulator examples smoke benchmarks functions tests

docs: $(INSTALLED) ## regenerate the configuration reference
	$(BIN)/python -m components.settings.docs

bench: $(INSTALLED) ## measure program and emulator against floors of the same run, for COPIES of all platforms
	$(BIN)/python -m benchmarks.declare $(COPIES)
	$(BIN)/python -m benchmarks.deploy $(COPIES)

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
