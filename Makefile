SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --warn-undefined-variables --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help setup run test test-unit test-system test-page lint fmt types protos isolated images render bench chaos replay screenshots lock clean

SERVICE ?=
RETURN ?=
ONLY ?=
TAG ?= dev
PY := .venv/bin/python

help: ## show this
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  \033[1m%-14s\033[0m %s\n", $$1, $$2}'

setup: ## make the environment, the contracts, and install what is missing
	@bash tools/setup.sh

run: setup ## start everything with demo data (SERVICE=routing: one service alone)
	@SERVICE=$(SERVICE) exec $(PY) -m stack.run

test: ## set up and run every test (ONLY=routing,chassis: some of them)
	@bash tools/setup.sh test
	@ONLY=$(ONLY) $(PY) -m stack.test_all

test-unit: setup ## run the tests that need no server
	@ONLY=$(ONLY) $(PY) -m stack.test_all unit

test-system: ## run the tests of the whole stack
	@bash tools/setup.sh test
	@ONLY=system $(PY) -m stack.test_all

test-page: ## run the page's tests
	@bash tools/setup.sh test
	@ONLY=page $(PY) -m stack.test_all

lint: setup ## check style, types, imports and contracts
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(MAKE) types
	@.venv/bin/lint-imports
	@cd protos && ../.venv/bin/buf lint && ../.venv/bin/buf format -d --exit-code
	@bash tools/breaking.sh

types: setup ## check types
	@$(PY) -m mypy

fmt: setup ## format code and contracts
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix-only -q .
	@cd protos && ../.venv/bin/buf format -w

protos: ## generate the contracts' Python
	@bash tools/protos.sh

isolated: setup ## build each service alone and run its unit tests
	@bash tools/isolated.sh

images: setup ## build one image per service (TAG=dev; needs Docker)
	@for s in ingest conversations routing crm_bridge notifier gateway; do docker build -q -f services/$$s/Dockerfile -t recado/$${s/_/-}:$(TAG) .; done

render: setup ## render every Kubernetes overlay
	@for o in deploy/k8s/overlays/*; do echo "--- $$o"; .venv/bin/kubectl kustomize $$o; done

bench: setup ## measure the whole stack (a few minutes)
	@$(PY) -m bench.main

chaos: setup ## kill everything in turn under traffic, then reconcile
	@$(PY) -m chaos.main

screenshots: ## take pictures of the running demo's page, to be looked at
	@bash tools/setup.sh test
	@$(PY) -m stack.screenshots

replay: setup ## list dead letters of make run, or of AMQP_URL (SERVICE=routing, RETURN=1 puts them back)
	@AMQP_URL="$${AMQP_URL:-amqp://guest:guest@127.0.0.1:$${AMQP_PORT:-5673}//}" $(PY) -m chassis.replay --service $(SERVICE) $(if $(RETURN),--return)

lock: setup ## lock the dependencies anew from requirements.in
	@$(PY) -m pip install -q uv && $(PY) -m uv pip compile -q --no-header --no-annotate --python-version 3.11 --prerelease if-necessary-or-explicit requirements.in -o requirements.lock

clean: ## remove what was made, the data of `make run` included
	@rm -rf .venv .local gen
