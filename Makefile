# The ways to start, test and tend Roomcast. `make help` lists them. The work is done in .ci/.
.DEFAULT_GOAL := help
.PHONY: help run setup up test races model visits mutations bench screenshots lock
export PORT ?= 8000
MANAGE := .venv/bin/python manage.py

help: ## This list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: setup ## Everything: install, publish a sample room, serve it
	$(MANAGE) migrate --verbosity 0
	$(MANAGE) demo
	exec $(MANAGE) up

setup: ## Install what the site needs: ffmpeg, Python and front-end packages
	@.ci/setup

up: setup ## Serve the site, without the sample
	exec $(MANAGE) up

test: ## Install what the tests need, then lint, types, import walls, tests
	@.ci/test

races: ## 10,000 rounds of everybody acting at once, on each database (hours)
	@.ci/setup test
	.venv/bin/python -m tests.races

model: ## 100,000 steps of anything in any order, and every planted bug (hours)
	@.ci/setup test
	.venv/bin/python -m tests.model
	.venv/bin/python -m tests.model --bugs

visits: ## 10,000 visits of machines to every personal link
	@.ci/setup test
	.venv/bin/python -m tests.visits

mutations: ## 1,000 damaged files of each kind of sound through an import
	@.ci/setup test
	.venv/bin/python -m tests.mutations

bench: ## Measure how fast and how small the main job is
	@.ci/setup dev
	@.ci/peers
	.venv/bin/python -m tests.bench --write

screenshots: ## Render the pages into docs/screenshots
	@.ci/setup test
	.venv/bin/python -m tests.screenshots

lock: ## Compile the lock files anew from pyproject.toml and package.json
	@.ci/lock
