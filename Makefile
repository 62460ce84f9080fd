# KCC. `make help` lists what can be done here.

# The first Python on this machine that is new enough.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; \
	done; echo python3)

.DEFAULT_GOAL := help
.PHONY: help run test lint lock messages pictures bench bench-time clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: ## start the demo on http://127.0.0.1:8000/ (another port: make run PORT=8001)
	@$(PYTHON) scripts/run.py

test: ## every check: lint, translations, both databases, Redis, Celery, browser (some: ONLY=tests/flows)
	@$(PYTHON) scripts/test.py $(ONLY)

lint: ## only what needs no database: ruff, djlint, translations
	@$(PYTHON) scripts/test.py lint

lock: ## make requirements*.txt again from requirements*.in (UPGRADE=1 takes newer versions)
	@$(PYTHON) scripts/lock.py

messages: ## collect the texts into locale/nl and compile them (needs gettext)
	@$(PYTHON) scripts/messages.py write

pictures: ## take the pictures of the README anew, from a fresh demo town
	@$(PYTHON) scripts/pictures.py

bench: ## how long the pages take with 200,000 and 2,000,000 contacts (others: SIZES="20000")
	@$(PYTHON) scripts/bench.py

bench-time: ## how long a million due moments take, by the length of their term
	@$(PYTHON) scripts/bench_worktime.py

clean: ## remove the demo's data, the virtual environment and caches
	@rm -rf .venv var staticfiles .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
