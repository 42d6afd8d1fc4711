# Targets with a ## comment are listed by `make`. Everything is made in this folder: .venv, .setup, web/node_modules.

SHELL := /bin/sh
.DEFAULT_GOAL := help

# The environment's own Python once there is one, else the first on this machine that is new enough.
PYTHON ?= $(shell for p in .venv/bin/python python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -S -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& echo $$p && break; done)
SETUP = @test -n "$(PYTHON)" || { echo '服匠需要 Python 3.11 或更高版本。 Helpwright needs Python 3.11 or newer.' >&2; exit 1; }; \
	$(PYTHON) -S scripts/setup.py

# Options of `make start`, e.g.  make start PORT=8010 DATA_DIR=/srv/helpwright
OPTIONS ?=
SERVE_OPTIONS = $(if $(HOST),--host '$(HOST)') $(if $(PORT),--port '$(PORT)') $(if $(DATA_DIR),--data-dir '$(DATA_DIR)') \
	$(if $(PROCESSES),--processes '$(PROCESSES)') $(if $(TLS_CERT),--tls-cert '$(TLS_CERT)') \
	$(if $(TLS_KEY),--tls-key '$(TLS_KEY)') $(if $(TEST_CLOCK),--test-clock) $(OPTIONS)

.PHONY: help setup start dev test lint fix bench soak docs tutorial pictures wheel lock clean prepare prepare-dev

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' \
	| while IFS='|' read -r name text; do printf '  make %-8s %s\n' "$$name" "$$text"; done

setup: ## install everything and build the web pages (again only what changed)
	$(SETUP)

start: prepare ## run Helpwright; options: HOST PORT DATA_DIR PROCESSES TLS_CERT TLS_KEY TEST_CLOCK=1 OPTIONS='…'
	@exec .venv/bin/helpwright serve $(SERVE_OPTIONS)

dev: prepare-dev ## web pages that reload while you edit; needs a running `make start` (HELPWRIGHT_DEV_SERVER names it)
	@cd web && PATH="$(CURDIR)/.setup/bin:$(CURDIR)/.venv/bin:$$PATH" exec npm run dev

test: prepare-dev ## everything that must hold: lint, Python tests, web tests, browser journeys
	@.venv/bin/python scripts/checks.py test

lint: prepare-dev ## what can be checked without running: format, ruff, mypy, layers, architecture, biome, tsc
	@.venv/bin/python scripts/checks.py lint

fix: prepare-dev ## let the tools repair format and simple findings
	@.venv/bin/python scripts/checks.py fix

bench: prepare-dev ## measure all on one table, with floor and target (OPTIONS=--quick or --json; NAME=growth: one, with its notes)
	@.venv/bin/python bench/$(or $(NAME),everything).py $(OPTIONS)

soak: prepare-dev ## the long runs: laws on ever new examples, a storm of kills (SOAK_MINUTES=10 each), many writers, many rows
	@.venv/bin/python scripts/soak.py --minutes $(or $(SOAK_MINUTES),10)
	@for file in tests/soak/$(or $(NAME),*).py; do name=$$(basename "$$file" .py); echo "── $$name"; \
	SOAK_MINUTES=$(or $(SOAK_MINUTES),10) .venv/bin/python -m "tests.soak.$$name" $(OPTIONS) || exit 1; done

docs: prepare-dev ## write the generated pages of docs/reference
	@.venv/bin/python scripts/reference.py && .venv/bin/python scripts/query_reference.py && .venv/bin/python scripts/permissions_page.py

tutorial: prepare-dev ## tell the tutorial's journey in both languages and put its pictures into docs/tutorial (LANGUAGE=en: one)
	@cd tests/e2e && PATH="$(CURDIR)/.setup/bin:$(CURDIR)/.venv/bin:$$PATH" node support/tutorial.ts $(filter zh-CN en,$(LANGUAGE))

pictures: prepare-dev ## photograph every screen into docs/pictures and write docs/screens.md (NAME=rule for a few)
	@cd tests/e2e && PATH="$(CURDIR)/.setup/bin:$(CURDIR)/.venv/bin:$$PATH" node support/pictures/run.ts $(NAME)

wheel: prepare ## build dist/helpwright-….whl with the web pages inside: `pip install` it, no Node needed
	@.venv/bin/python scripts/wheel.py

lock: prepare ## pin the Python packages anew after a change of dependencies (PACKAGE=name raises one, ALL=1 all)
	@.venv/bin/python scripts/lock.py $(if $(ALL),--all) $(PACKAGE)

clean: ## remove what was built or installed here; data stays
	rm -rf .venv .setup web/node_modules web/dist tests/e2e/node_modules src/helpwright/entry/static \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

prepare:
	$(SETUP) --quiet

prepare-dev:
	$(SETUP) --quiet --dev
