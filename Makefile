# Two commands: `make site` builds every brand's site, `make test` runs everything that CI runs.
# Both set up what they need in .venv, and compile the package, as pip does with all that is not editable. README.md shows
# the same without make, for Windows.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: site test schemas clean

site: .venv/site
	$(BIN)/python build.py build

test: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto

# What is written from the models and the rules; tests hold the committed files to them.
schemas: .venv/site
	$(BIN)/python -m noticepress.schemas schemas
	$(BIN)/python -m noticepress.law docs/rules.md

.venv/site: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	$(BIN)/python -m compileall -q noticepress
	touch $@

.venv/test: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	$(BIN)/python -m compileall -q noticepress
	touch .venv/site $@

clean:
	rm -rf .venv site .pytest_cache .mypy_cache .ruff_cache .hypothesis
