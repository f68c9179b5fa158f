# The whole life of the project in a few targets. Python 3.11 or newer, make and git are all that is needed.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: build test lint types format docs bench lock clean-env

build: $(VENV)/built ## Clean the raw files in seeds/ and publish them to dist/
	$(BIN)/clean build seeds --out dist --changelog CHANGELOG.md

test: $(VENV)/tested ## Run all tests
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/clean rules --check

types: $(VENV)/tested
	$(BIN)/mypy

format: $(VENV)/tested
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

golden: $(VENV)/tested ## Write the golden files anew, for a person to review in the diff
	$(BIN)/python -m tests.core.golden

docs: $(VENV)/built ## Write the figures of the newest version into DATASHEET.md
	$(BIN)/clean datasheet

bench: $(VENV)/built ## Measure; see bench/README.md
	$(BIN)/python -m bench.run

# The environment is made from pinned requirements with hashes; no index address is written anywhere.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=python3.11, say")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/built: requirements/build.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements/build.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/tested: requirements/test.txt requirements/cff.txt $(VENV)/built
	$(PIP) install --require-hashes -r requirements/test.txt
	$(PIP) install --require-hashes --no-deps -r requirements/cff.txt
	@touch $@

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" pyproject.toml

lock: ## Pin the newest releases (needs uv)
	$(LOCK) --upgrade --extra datasets requirements/build.in -o requirements/build.txt
	$(LOCK) --upgrade --extra test -c requirements/build.txt requirements/test.in -o requirements/test.txt
