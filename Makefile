# The two commands of the README are `make demo` and `make test`. Each sets up what it needs.

.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
# Texts are UTF-8, whatever the locale of the machine says.
export PYTHONUTF8 := 1
SERVE ?= 1
TESTS ?=

.PHONY: help
help: ## Show this list.
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

# What WeasyPrint draws the PDF of a period report with. Everything else works without it.
PDF_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core

.PHONY: pdf-libraries
pdf-libraries:
	@tools/apt-install $(PDF_PACKAGES) || echo "Period reports are published without PDF until these are installed: $(PDF_PACKAGES)." >&2

.PHONY: setup
setup: pdf-libraries
	@tools/setup-python requirements.txt

.PHONY: setup-dev
setup-dev: pdf-libraries
	@tools/setup-python requirements-dev.txt
	@command -v chromium >/dev/null && command -v msgfmt >/dev/null || tools/apt-install chromium gettext
	@test -x /usr/sbin/nginx || tools/apt-install nginx || echo "nginx could not be installed: the tests against it will be skipped." >&2
	@command -v caddy >/dev/null || tools/apt-install caddy || echo "Caddy could not be installed: the tests against it will be skipped." >&2
	@command -v java >/dev/null || tools/apt-install default-jre-headless || echo "Java could not be installed: pages will not be judged by the Nu HTML checker." >&2
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || tools/apt-install postgresql || echo "PostgreSQL could not be installed: the tests on it will be skipped." >&2
	@tools/fetch-checkers

.PHONY: messages
messages: setup
	@$(PYTHON) tools/compile_messages.py

.PHONY: catalogues
catalogues: setup-dev ## Bring the Swedish catalogues up to date with the texts in the code.
	@$(PYTHON) tools/extract_messages.py

.PHONY: demo
demo: setup messages ## Set up, load the demonstration municipality, publish it and serve it (SERVE=0: stop after publishing).
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py load_demo
	@$(PYTHON) manage.py release
	@if [ "$(SERVE)" != 0 ]; then exec $(PYTHON) manage.py serve_demo; fi

.PHONY: test
test: setup-dev messages ## Set up what the tests need and run them (TESTS="tests/cases -k promise" for some).
	@$(PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(TESTS)

.PHONY: test-postgres
test-postgres: setup-dev messages ## Run the tests of the core on a PostgreSQL of their own (TESTS="tests/cases" for some).
	@tools/with-postgres $(PYTHON) -m pytest $(or $(TESTS),tests/cases tests/publication tests/stewardship tests/imports)

.PHONY: handbook-pictures
handbook-pictures: setup-dev messages ## Take the pictures of docs/handbook anew, in the demonstration town.
	@HANDBOOK_PICTURES=1 $(PYTHON) -m pytest -q -p no:randomly tests/browser/test_handling.py -k pictures

.PHONY: format
format: setup-dev ## Put the code in its format.
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m ruff check --fix-only --quiet .

.PHONY: lint
lint: setup-dev
	$(PYTHON) -m ruff format --check --quiet .
	$(PYTHON) -m ruff check --quiet .

.PHONY: types
types: setup-dev
	$(PYTHON) -m mypy

.PHONY: architecture
architecture: setup-dev
	$(PYTHON) -m pytest --quiet -p no:randomly tests/architecture

.PHONY: check
check: lint types architecture test ## Format, lint, types, translations, documentation, architecture and tests.

.PHONY: lock
lock: setup-dev ## Compile the requirements files from the .in files.
	$(PYTHON) -m piptools compile --quiet --strip-extras --no-emit-index-url --no-emit-find-links --no-header --annotation-style=line requirements.in
	$(PYTHON) -m piptools compile --quiet --strip-extras --no-emit-index-url --no-emit-find-links --no-header --annotation-style=line requirements-dev.in
