# The commands of this project. Everything runs in .venv, built from the versions in requirements.lock.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

ARGS ?=  # of `make lab`, for JupyterLab: make lab ARGS=--no-browser

.DEFAULT_GOAL := help
.PHONY: help demo test test-all lint test-browser types audit lab release book catalogues lock clean

help: ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(STAMP): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

demo: $(STAMP) ## A class of submissions, released, graded and reported (about two minutes once installed)
	$(BIN)/python -m autograder demo

test: $(STAMP) lint types ## Lint, types and tests (at most 25 minutes on two cores)
	$(PYTEST) -m "not slow and not gpu and not browser"

test-all: $(STAMP) lint types ## The long tests too, in a browser and on a GPU where there is one
	$(PYTEST) --timeout 1800

test-browser: $(STAMP) ## What people see, in the system's Chromium
	$(PYTEST) -n 1 -m browser tests/browser

lint: $(STAMP) ## ruff and codespell
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell autograder benchmarks docs/*.md tests/autograder README.md CONTRIBUTING.md CHANGELOG.md

types: $(STAMP) ## mypy, strict
	$(BIN)/mypy

audit: ## Known vulnerabilities in the packages of requirements.lock (asks PyPI's advisory database)
	test -x .venv-audit/bin/pip-audit || { $(PYTHON) -m venv .venv-audit && .venv-audit/bin/python -m pip install --quiet "pip-audit>=2.10"; }
	.venv-audit/bin/pip-audit --requirement requirements.lock --no-deps --disable-pip --strict

lab: ## Open the course in JupyterLab: your own copy, in my-course/, made once; installs what a learner needs
	$(PYTHON) lab.py $(ARGS)

release: $(STAMP) ## What learners get, in release/
	$(BIN)/autograder release --to release

book: $(STAMP) ## The course as pages to read, in build/book/site: runs every notebook that changed (some 90 s each)
	$(BIN)/python docs/book/build.py

catalogues: $(STAMP) ## Compile the translated texts
	$(BIN)/python -m course_lib.locales

lock: ## Write requirements.lock anew from the ranges in pyproject.toml
	rm -rf .venv-lock && $(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet "torch==$(TORCH)" setuptools
	.venv-lock/bin/python -m pip install --quiet --editable '.[test,browser]'
	.venv-lock/bin/python -m pip freeze --exclude-editable --all --exclude pip | sed 's/^torch @.*/torch==$(TORCH)/; s/+cpu$$//' > requirements.lock
	rm -rf .venv-lock
TORCH ?= 2.13.0

clean: ## Remove what was made (not classroom/)
	rm -rf .venv .venv-audit build dist release *.egg-info .mypy_cache .pytest_cache .ruff_cache
