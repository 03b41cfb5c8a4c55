# Three commands matter: `make run`, `make demo` and `make test`. They install what they need into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# One more than two cores: while a test waits for a browser, another goes on.
WORKERS ?= 3
LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --python-version 3.11 --no-header
# Compiled modules are kept, whatever the shell says: the tests start many processes.
unexport PYTHONDONTWRITEBYTECODE
# As newer ones do by themselves; older pips build Flask-Principal in a way of which they warn.
export PIP_USE_PEP517 := 1

.PHONY: run demo test quick docs outputs pdf-check bench simulate attack mutants lint types imports unit browser lock revision clean

run: $(VENV)/.ready-to-run
	@exec $(BIN)/selfeval serve

# The same with three invented schools and three yearly rounds, in a place of its own.
demo: export SELFEVAL_INSTANCE := $(or $(SELFEVAL_INSTANCE),instance/demo)
demo: $(VENV)/.ready-to-run
	@$(BIN)/selfeval demo
	@exec $(BIN)/selfeval serve

# Types are checked beside the tests, for that keeps one core busy and leaves the other idle.
test: lint imports
	@$(MAKE) --no-print-directory --jobs=2 types unit

# Before each commit: everything that needs no database, no application and no browser; under a minute.
quick: lint types imports
	$(BIN)/pytest -q -n $(WORKERS) --dist worksteal -m "not slow and not stored and not browser"

unit: $(VENV)/.ready-to-test browser
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

lint: $(VENV)/.ready-to-test
	$(BIN)/ruff check selfeval tests migrations wsgi.py
	$(BIN)/ruff format --check selfeval tests migrations wsgi.py

types: $(VENV)/.ready-to-test
	$(BIN)/mypy

imports: $(VENV)/.ready-to-test
	$(BIN)/lint-imports --config setup.cfg

# Writes the pages of docs/ that are made from the code; tests hold them to it.
docs: $(VENV)/.ready-to-test
	$(BIN)/python -m tests.docs

# Holds every output of two hundred invented schools to their releases; writes a page of docs/. Three minutes.
outputs: $(VENV)/.ready-to-test
	$(BIN)/python -m tests.outputs

# Writes every kind of PDF and has a checker of PDF/UA-1 read them; fails where one breaks a rule. Half a minute.
pdf-check: $(VENV)/.ready-for-tools
	@rm -rf build/pdf && $(BIN)/python -m tests.pdf_files build/pdf
	$(BIN)/outloud build/pdf --layer conformance --no-info

# Measures speed and weight, prints a table, writes bench.json. Takes a few minutes.
bench: $(VENV)/.ready-to-test browser
	$(BIN)/python -m tests.bench

# Invents schools to see what the figures cover and how often a report is wrong, then people who answer
# the old and the new questions; writes two pages of docs/.
simulate: $(VENV)/.ready-to-test
	$(BIN)/python -m tests.simulation
	$(BIN)/python -m tests.simulation.scales

# Whether the tests would notice a changed line; MODULES="change precision" tries those alone.
mutants: $(VENV)/.ready-for-tools
	$(BIN)/python -m tests.mutants $(MODULES)

# Invents a thousand schools and attacks what they release, then small rounds in which groups differ; writes pages
# of docs/. Takes an hour.
attack: $(VENV)/.ready-to-test
	$(BIN)/python -m tests.attack
	$(BIN)/python -m tests.attack.rows
	$(BIN)/python -m tests.attack.whole_numbers

# A browser for the tests; a system package, so it is installed once for the machine.
browser:
	@tests/install-browser

# For maintainers: new locks after a change of setup.cfg or pyproject.toml.
lock: $(VENV)/.ready-for-tools
	$(LOCK) setup.cfg --extra postgres -o requirements.txt
	$(LOCK) setup.cfg --extra postgres --extra dev -c requirements.txt -o requirements-dev.txt
	$(LOCK) --group tools -c requirements-dev.txt -o requirements-tools.txt

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis mutants

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'selfeval needs Python 3.11 or newer. Name it: make PYTHON=python3.12 run' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo 'Python has no venv here. On Debian and Ubuntu: sudo apt-get install python3-venv' >&2; exit 1; }

$(VENV)/.ready-to-run: requirements.txt setup.cfg | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.ready-to-test: requirements-dev.txt setup.cfg | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.ready-for-tools: requirements-tools.txt | $(VENV)/.ready-to-test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-tools.txt
	@touch $@
