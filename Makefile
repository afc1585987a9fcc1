# make demo   sets everything up, builds the demo world, serves it and prints the address and the sign-ins
# make test   sets everything up and runs every check that CI runs; stops at the first failure
# make setup  does nothing when nothing changed
# Others: serve, lint, types, test-fast, bench (bench-proposals, bench-import, bench-pages, bench-matters, bench-triage), lock, clean.

PYTHON ?= python3
BIN := .venv/bin
JOBS ?= 2
BROWSER ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
FRONTEND_SOURCES := $(shell find frontend/src -type f 2>/dev/null) frontend/build.js
# A run of several processes that each compile everything for themselves takes a minute longer.
unexport PYTHONDONTWRITEBYTECODE
say = @printf '\n== %s\n' "$(1)"
CHECKS := types format-check contracts templates migrations
# Two at a time, and what each says in one piece. Make 3 cannot do the latter.
BOTH = $(MAKE) --no-print-directory -s -j2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

.PHONY: setup demo serve test test-fast lint format-check types contracts templates migrations migrated \
        tests-sqlite tests-postgres tests-browser tests-frontend bench bench-proposals bench-import bench-pages bench-matters bench-triage lock clean

setup:
	@$(BOTH) .setup-python .setup-frontend

.setup-python: pyproject.toml requirements.lock
	$(call say,Python: virtual environment and libraries)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo 'Python 3.11 or newer is needed. Install it, or name it: make PYTHON=/path/to/python3.11'; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv \
	  || { echo 'The module venv is missing. On Debian: apt install python3-venv'; exit 1; }
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps -e . >.setup-python.log 2>&1 \
	  || { cat .setup-python.log; exit 1; }
	@touch $@

# The stamp looks at the built file too: removing static/built is enough to have it built again.
.setup-frontend: .setup-npm $(FRONTEND_SOURCES) $(if $(wildcard minqing/static/built/desk.js),,force)
	$(call say,Front end: build)
	@npm --prefix frontend run --silent build
	@touch $@

.setup-npm: frontend/package.json frontend/package-lock.json $(if $(wildcard frontend/node_modules),,force)
	$(call say,Front end: libraries)
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null \
	  || { echo 'Node 20.19 or newer with npm is needed.'; exit 1; }
	@npm --prefix frontend ci --silent --no-audit --no-fund
	@touch $@

.PHONY: force
force:

demo: setup
	@$(BIN)/minqing demo

serve: setup
	@$(BIN)/minqing serve

# The order is the order of speed: what fails fast fails first. One line each, so that -j cannot mix them.
# The migrations are run for the tests while mypy is busy.
test: setup
	@$(BOTH) $(CHECKS) tests-frontend migrated
	@$(MAKE) --no-print-directory tests-sqlite
	@$(MAKE) --no-print-directory tests-postgres
	@$(MAKE) --no-print-directory tests-browser
	$(call say,All passed)

test-fast: setup lint tests-frontend tests-sqlite

lint: setup
	@$(BOTH) $(CHECKS)

format-check:
	$(call say,ruff: format)
	@$(BIN)/ruff format --check --quiet . || { echo 'Run .venv/bin/ruff format'; exit 1; }
	$(call say,ruff: lint)
	@$(BIN)/ruff check --quiet .

types:
	$(call say,mypy)
	@$(BIN)/mypy minqing

contracts:
	$(call say,import contracts)
	@$(BIN)/lint-imports --no-cache --config pyproject.toml

templates:
	$(call say,templates: djlint)
	@$(BIN)/djlint minqing --lint --quiet

migrations:
	$(call say,migrations match the models)
	@DATABASE_URL=sqlite://:memory: MINQING_SECRET_KEY=check $(BIN)/minqing manage makemigrations --check --dry-run

migrated:
	$(call say,the migrations on SQLite)
	@$(BIN)/pytest tests/test_migrated.py

tests-frontend:
	$(call say,front end: node --test)
	@npm --prefix frontend test --silent

tests-sqlite:
	$(call say,pytest on SQLite)
	@$(BIN)/pytest -n $(JOBS) --dist worksteal -m 'not browser'

tests-postgres:
	$(call say,pytest on PostgreSQL)
	@scripts/with_postgres.sh $(BIN)/pytest -n $(JOBS) --dist worksteal -m 'not browser'

tests-browser:
	$(call say,browser stories)
	@if [ -n "$(BROWSER)" ]; then MINQING_BROWSER="$(BROWSER)" $(BIN)/pytest -n $(JOBS) --dist worksteal tests/browser; \
	 else echo 'Skipped: no Chromium here (on Debian: apt install chromium fonts-noto-cjk).'; fi

bench: bench-proposals bench-import bench-pages bench-matters bench-triage

bench-proposals bench-pages bench-matters: bench-%: setup
	$(call say,bench: $*)
	@$(BIN)/python bench/$*.py

bench-triage: setup
	$(call say,bench: triage of requests)
	@if [ -e ../shared/requests/labelled.csv ]; then $(BIN)/python bench/triage.py ../shared/requests/labelled.csv; \
	 else echo 'Skipped: needs a file with the columns subject, text, category: python bench/triage.py FILE'; fi

bench-import: setup
	$(call say,bench: import of 200,000 people)
	@$(BIN)/python bench/import_households.py

lock: setup
	@scripts/lock.sh

# Never touches var/: that is the database.
clean:
	rm -rf .venv .setup-* frontend/node_modules minqing/static/built .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info
