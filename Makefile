# make help lists the commands. Everything runs in .venv, which the first command makes.
.DEFAULT_GOAL := help
.PHONY: help setup demo run test fuzz check lint types layers docs docs-check golden picture bench example lock clean
MAKEFLAGS += --no-print-directory
SHELL := /bin/bash
BIN := .venv/bin
READY := .venv/.ready
EXAMPLE := examples/package/department-2024.docx
REPORT := out/demo/department-2024.html
PEERS := .cache/bench/.ready
CODE := src tests examples benchmarks scripts

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: $(READY) ## make .venv with the locked dependencies

$(READY): requirements-dev.lock pyproject.toml scripts/setup.sh
	@scripts/setup.sh
	@touch $@

demo: $(READY) ## audit the example package: summary here, full report as a page in out/demo/
	@mkdir -p $(dir $(REPORT))
	@# Status 1 says that errors were found, which the example has on purpose.
	@$(BIN)/jiheng audit $(EXAMPLE) --limit 3 || [ $$? = 1 ]
	@$(BIN)/jiheng audit $(EXAMPLE) --quiet --format html --output $(REPORT) || [ $$? = 1 ]
	@echo
	@echo "完整报告（用浏览器打开）：$(CURDIR)/$(REPORT)"

run: $(READY) ## the site with an example city, on http://127.0.0.1:8000/ (PORT=)
	@scripts/front_end.sh
	@$(BIN)/jiheng serve --demo --home out/site --port $(or $(PORT),8000)

test: $(READY) ## the whole suite, with branch coverage; then the site's part against PostgreSQL
	@scripts/browser.sh
	@scripts/checkers.sh
	@scripts/fonts.sh
	@scripts/front_end.sh
	@$(BIN)/python -m pytest -n auto --cov --cov-report= --cov-fail-under=90
	@scripts/with_postgresql.sh $(BIN)/python -m pytest -n auto -m "not slow" tests/web

fuzz: $(READY) ## damage files and read them: every byte in turn, then 200,000 at random (COUNT=, SEED=)
	@$(BIN)/python -m tests.hostile.fuzz --bytes
	@$(BIN)/python -m tests.hostile.fuzz --count $(or $(COUNT),200000) --seed $(or $(SEED),1)

check: lint types layers docs-check ## lint, types, layers, stale documentation

lint: $(READY) ## ruff: rules and format
	@scripts/step.sh lint $(BIN)/ruff check --quiet $(CODE)
	@scripts/step.sh format $(BIN)/ruff format --check $(CODE)

types: $(READY) ## mypy, strict
	@scripts/step.sh types $(BIN)/mypy $(CODE)

layers: $(READY) ## import-linter: imports run one way
	@scripts/step.sh layers $(BIN)/lint-imports --cache-dir .cache/import-linter

docs: $(READY) ## write docs/reference from the cards and types
	@$(BIN)/python scripts/make_docs.py

docs-check: $(READY) ## fail where a page of docs/reference is stale
	@scripts/step.sh docs $(BIN)/python scripts/make_docs.py --check

golden: $(READY) ## write tests/golden anew; read the difference before committing it
	@JIHENG_GOLDEN=write $(BIN)/python -m pytest tests/cli/test_golden.py

picture: demo ## take the README's picture from the demo's page
	@$(BIN)/python scripts/make_picture.py

bench: $(READY) $(PEERS) ## measure speed against the budgets, and other libraries on the same files
	@$(BIN)/python -m benchmarks

$(PEERS): requirements-bench.lock
	@rm -rf $(dir $@)
	@PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install -qq --no-input --require-hashes --no-deps \
		--target $(dir $@) -r $<
	@touch $@

example: $(READY) ## build examples/package anew
	@$(BIN)/python examples/build.py

lock: ## resolve the dependencies of pyproject.toml anew (needs uv)
	@command -v uv >/dev/null || { echo "uv is needed: pip install uv" >&2; exit 1; }
	@uv pip compile -q pyproject.toml --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		-o requirements.lock
	@uv pip compile -q pyproject.toml --extra dev --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header -o requirements-dev.lock
	@uv pip compile -q --group pyproject.toml:bench --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header -o requirements-bench.lock

clean: ## remove what the commands made (not .venv)
	@rm -rf .cache out build
