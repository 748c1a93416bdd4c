# The menu. `make help` prints it. Only Python 3.11+ and make are assumed.
PYTHON ?= python3
PRESET ?= quick
PORT ?= 8000
ifeq ($(OS),Windows_NT)
VENV_PYTHON := .venv/Scripts/python.exe
else
VENV_PYTHON := .venv/bin/python
endif
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help book test test-all links serve lab slides students grade pdf evidence bench mutate check clean environment test-environment

help: ## this menu
	@echo "make TARGET, where TARGET is one of"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

book: environment ## run the chapters and build the site (PRESET=quick or full)
	@$(VENV_PYTHON) -E -s -m book.build book --preset $(PRESET)

test: test-environment ## build the book and prove it: every test, browser included
	@$(VENV_PYTHON) -E -s -m book.build book --preset quick
	@$(VENV_PYTHON) -m pytest -n auto --dist loadgroup

test-all: export COURSE_TESTS = all
test-all: test ## the tests that `make test` has no time for, too

links: environment ## ask each link of the built book to another place whether it still leads there
	@$(VENV_PYTHON) -m book.links

serve: ## show the built site on this machine only, from port PORT=8000 on
	@$(PYTHON) book/serve.py $(PORT)

lab: environment ## open the chapters in JupyterLab (as root: OPTIONS=--allow-root)
	@echo "JupyterLab opens chapter 1, notebooks/01-loss-landscapes.ipynb. Where no browser comes, follow the"
	@echo "address that ends in a token; Ctrl+C twice ends it."
	@$(VENV_PYTHON) -m jupyter lab --ServerApp.root_dir=. $(OPTIONS) notebooks/01-loss-landscapes.ipynb

slides: environment ## a deck and a handout of each meeting, or of MEETING=4 (needs Chromium)
	@$(VENV_PYTHON) -E -s -m book.build slides --preset $(PRESET) $(MEETING:%=--meeting %)

students: environment ## the chapters without their solutions, and a zip for the class
	@$(VENV_PYTHON) -m book.street.students

grade: environment ## a table of the answers in the notebooks that students handed in: FOLDER=...
	@$(VENV_PYTHON) -m book.street.grade $(FOLDER)

pdf: environment ## the whole book as one PDF (needs Chromium)
	@$(VENV_PYTHON) -E -s -m book.build pdf --preset $(PRESET)

evidence: environment ## measure what the ledger asks at full size, or for CHAPTER=02,04: hours
	@$(VENV_PYTHON) -E -s -m book.build evidence $(CHAPTER:%=--chapter %)

bench: environment ## time lib against its peers on a quiet machine
	@$(VENV_PYTHON) tests/bench/run.py

mutate: test-environment ## make small mistakes in lib and print those that its tests miss: N=200 SEED=0
	@$(VENV_PYTHON) tests/mutate.py $(N:%=--number %) $(SEED:%=--seed %) $(IN)

check: test-environment ## style, types and import contracts only
	@$(VENV_PYTHON) -m pytest tests/test_style.py

clean: ## remove everything that was built; the environment stays
	@$(PYTHON) book/environment.py --clean

environment:
	@$(PYTHON) book/environment.py

test-environment:
	@$(PYTHON) book/environment.py --tests
