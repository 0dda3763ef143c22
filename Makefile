# Two commands matter: `make demo` and `make test`. Both set up what they need.
# Override: UV (path of uv), FOUREYES_HOME (where state is kept).

SHELL := /bin/bash
UV ?= $(shell command -v uv 2>/dev/null || echo .tools/uv/bin/uv)
RUN := $(UV) run --frozen --no-sync
PYTEST_WORKERS ?= 2
export FOUREYES_HOME ?= $(CURDIR)/.foureyes

.PHONY: help setup system demo test check soak weights samples serve clean

help: ## what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

setup: system .venv/.ready

system:
	@.ci/install_system_packages

.venv/.ready: pyproject.toml uv.lock | $(UV)
	$(UV) sync --frozen --quiet --compile-bytecode
	@touch $@

.tools/uv/bin/uv:
	@.ci/install_uv .tools/uv

uv:
	@true

demo: setup ## capture sample_docs/ and show what became of each document
	@$(RUN) foureyes capture sample_docs/documents
	@printf '\nNext:  .venv/bin/foureyes queue                what waits for a person, and why\n'
	@printf '       .venv/bin/foureyes check 1 --as ann     decide about a case; key 1 where two people key it blind\n'
	@printf '       .venv/bin/foureyes serve                the same in a browser, http://127.0.0.1:8044\n'
	@printf '       .venv/bin/foureyes policy               what two people have to put in force before anything goes straight through\n'
	@printf '       .venv/bin/foureyes release              let approved entries go\n'

test: setup ## all tests (under 10 minutes on 2 cores)
	@$(RUN) pytest -n $(PYTEST_WORKERS) --dist loadfile

soak: setup ## an hour: 10,000 random offices a database, and 100 kills at every commit, object and delivery
	@FOUREYES_SOAK=10000 FOUREYES_KILLS=100 $(RUN) pytest -n $(PYTEST_WORKERS) --dist loadfile --timeout 0 \
		tests/storage/test_four_eyes_on_sqlite.py tests/storage/test_four_eyes_on_postgresql.py tests/journey/test_failpoints.py

check: setup ## ruff, mypy --strict, import-linter
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .
	@$(RUN) mypy
	@$(RUN) lint-imports

samples: setup ## draw sample_docs/ again
	@$(RUN) python -m sample_docs.generator

weights: setup ## train what ships again; DATA names the labelled documents (without it only the classifier)
	@$(RUN) python -m learning.classifier
	@if [ -n "$(DATA)" ]; then \
		$(RUN) python -m sample_docs.generator --count 700 --seed 5 --out .made && \
		$(RUN) python -m learning.weights $(DATA) .made --kept .made/readings && \
		$(RUN) python -m learning.boundaries $(DATA) --readings .made/readings/real; \
	fi

serve: setup ## the workbench on http://127.0.0.1:8044
	@$(RUN) foureyes serve

clean: ## remove the environment and all local state
	rm -rf .venv .tools .foureyes .made .mypy_cache .ruff_cache .pytest_cache
