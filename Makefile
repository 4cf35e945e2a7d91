# The five words of development: test, lint, bench, docs, demo. Each works on a fresh clone.
# test-long is test with all of its power cuts and kills.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test test-long lint bench docs clean

demo: .venv/installed
	$(BIN)/searchkit index corpus --index index
	$(BIN)/search "Korea Japan trust" --index index

test: lint
	$(BIN)/python -m pytest -n auto

test-long: lint
	LONG_TESTS=1 $(BIN)/python -m pytest -n auto

lint: .venv/installed-test
	$(BIN)/ruff check searchkit tests benchmarks
	$(BIN)/ruff format --check searchkit tests benchmarks
	$(BIN)/mypy

bench: .venv/installed-bench
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/search.py
	$(BIN)/python -m benchmarks.speed
	$(BIN)/python -m benchmarks.relevance

docs: .venv/installed-test
	$(BIN)/python -m tests.docs.generate

clean:
	rm -rf .venv build *.egg-info

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 10) or sys.exit("searchkit needs Python 3.10 or newer; set PYTHON=python3.12, say")'
	$(PYTHON) -m venv .venv

# By a path, not by setuptools' finder: Python asks that last, and would take the clone, a folder of the package's name
# beside a program, for the package.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --config-settings editable_mode=compat --editable

# Compiled once, so that the first search is as quick as the second.
.venv/installed: .venv/bin/python setup.cfg pyproject.toml
	$(INSTALL) ".[all]"
	$(BIN)/python -m compileall -q searchkit
	touch $@

.venv/installed-test: .venv/bin/python setup.cfg pyproject.toml
	$(INSTALL) ".[test]"
	touch $@ .venv/installed

.venv/installed-bench: .venv/bin/python setup.cfg pyproject.toml
	$(INSTALL) ".[bench]"
	touch $@ .venv/installed
