# Needs only Python 3.11 or later, pip and make; everything else goes into .venv.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo run test check bench nlp-train nlp-eval transcripts lock clean

demo: .venv/.app           ## everything embedded: open the page and talk
	$(BIN)/leerlijn demo

run: .venv/.app            ## the real bot (LEERLIJN_TELEGRAM_TOKEN)
	$(BIN)/leerlijn migrate && $(BIN)/leerlijn run

test: .venv/.dev check     ## style, types, layers, tests, coverage
	$(BIN)/coverage erase
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered $(PYTEST)

check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: .venv/.dev          ## speed and memory beside other bots
	$(BIN)/python -m tests.bench

nlp-train: .venv/.dev      ## rebuild the models from the data in nlp/data
	$(BIN)/python -m nlp.train

nlp-eval: .venv/.dev       ## how well Dutch is read
	$(BIN)/python -m nlp.evaluate

transcripts: .venv/.dev    ## rewrite what the bot says in tests/transcripts
	$(BIN)/python -m pytest tests/test_transcripts.py --update

lock: .venv/.dev           ## pin the requirements anew
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra build pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra build --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.app: requirements.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/.dev: requirements-dev.txt .venv/.app
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

clean:
	rm -rf .venv build
