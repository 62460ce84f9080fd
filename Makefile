# KCC. `make help` lists what can be done here.

# The first Python on this machine that is new enough and can make a virtual environment. That of
# the distribution goes first: it is built with optimisations that one compiled by hand often lacks,
# and the tests take a tenth to a sixth less time with it.
PYTHON ?= $(shell for p in $$(uname | sed -n 's:^Linux$$:/usr/bin/python3:p') \
	python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; from importlib.util import find_spec; \
	sys.exit(sys.version_info < (3, 11) or not (find_spec("ensurepip") or find_spec("pip")))' \
	2>/dev/null && echo $$p && exit; \
	done; echo python3)

.DEFAULT_GOAL := help
.PHONY: help run test lint lock messages pictures bench bench-time load clean

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

bench: ## how long everything takes with 200,000, 1 and 5 million contacts (less: SIZES, ONLY, QUICK=1)
	@$(PYTHON) scripts/bench.py

load: ## 200 agents and 10 heads at work, nothing lost, and until how many (ten minutes: SOAK=1)
	@$(PYTHON) scripts/load.py

bench-time: ## how long a million due moments take, by the length of their term
	@$(PYTHON) scripts/bench_worktime.py

clean: ## remove the demo's data, the virtual environment and caches
	@rm -rf .venv var staticfiles .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
