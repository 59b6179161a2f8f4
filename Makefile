# `make run` starts Tidewatch, `make test` checks it. Both need only git, make and Python 3.11 with venv.

PYTHON ?= python3
BIN := .venv/bin
UV_OPTIONS := --quiet --python $(BIN)/python
export UV_PYTHON_DOWNLOADS := never
# The environment may lie on another disk than the cache.
export UV_LINK_MODE := copy
# A company's own certificates stand where the system keeps them.
export UV_SYSTEM_CERTS := $(if $(wildcard /etc/ssl/certs/ca-certificates.crt),true,false)

.PHONY: run test lint format lock shots bench train browser clean

run: .venv/.runtime
	@$(BIN)/python manage.py up

test: browser
	@$(BIN)/pytest $(ARGS)

lint: .venv/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --quiet --lint templates

format: .venv/.development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Pictures of every page, in DATA_DIR/shots.
shots: browser
	@$(BIN)/python manage.py shots

# The second file takes the first one's versions, so that tests run on what is deployed.
lock: .venv/.uv
	$(BIN)/uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-annotate --no-header requirements.in -o requirements.lock
	$(BIN)/uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-annotate --no-header -c requirements.lock requirements-dev.in -o requirements-dev.lock

# Each measures us and a peer side by side. Not part of `make test`.
bench: .venv/.development
	@for each in tests/bench/bench_*.py; do echo "$$each"; $(BIN)/python -m tests.bench.$$(basename $$each .py) || exit 1; done

# The scorer's weights, fitted anew to the texts beside them; the same texts give the same file.
train: .venv/.development
	@$(BIN)/python manage.py train

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache

.venv/.uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tidewatch needs Python 3.11 or later; $(PYTHON) is not. Name another: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python has no venv here. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Making the environment in .venv"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

# The development packages hold the runtime ones in the same versions, so what `make test` installed serves `make run`.
.venv/.runtime: requirements.lock .venv/.uv
	@if [ ! -e .venv/.development ]; then $(call install,requirements.lock); else $(MAKE) --no-print-directory .venv/.development; fi
	@touch $@

.venv/.development: requirements-dev.lock requirements.lock .venv/.uv
	@$(call install,requirements-dev.lock)
	@touch $@

# pip is slower, but knows the mirrors of a pip.conf that uv doesn't read.
define install
echo "Installing $(1)"; $(BIN)/uv pip sync $(UV_OPTIONS) --require-hashes $(1) || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
endef

browser: .venv/.development
	@$(BIN)/python -m project.browser || timeout 300 $(BIN)/playwright install chromium >/dev/null 2>&1 || $(call debian-chromium) || echo "There is no Chromium, so browser tests are skipped." >&2

define debian-chromium
{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get install --yes --no-install-recommends chromium >/dev/null; }
endef
