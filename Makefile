# One command runs the demo city, one runs the tests. Both install what they need.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
ECHARTS := src/fangxian/briefing/static/briefing/vendor/echarts.min.js
FIELD   := src/fangxian/fieldsync/static/field/index.html
export UV_PYTHON_DOWNLOADS = never

.PHONY: demo test install sail spark spark-check browser phone lint types contracts messages lock audit clean

demo: install            ## a synthetic city, from a pushed list to the midnight bulletin, then its site
	$(BIN)/fangxian demo

test:                    ## lint, types, import contracts, then the tests; how far: TESTING.md
	$(MAKE) --jobs 3 --output-sync install $(if $(filter thorough all,$(FANGXIAN_TESTS)),sail) browser
	$(MAKE) --jobs 2 --output-sync lint types contracts phone
	$(BIN)/fangxian messages --check
	$(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder

install: $(VENV)/.compiled $(ECHARTS) $(FIELD)

$(VENV)/.installed: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { apt-get update && apt-get install -y python3-venv && $(PYTHON) -m venv $(VENV); }
	test -x $(BIN)/uv || $(BIN)/pip install --quiet uv
	$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	$(BIN)/fangxian messages --compile
	touch $@

# Where PYTHONDONTWRITEBYTECODE is set, as in many images, each start would otherwise compile two thousand files.
$(VENV)/.compiled: $(VENV)/.installed $(shell find src -name '*.py')
	$(BIN)/python -m compileall -q -j 2 src
	touch $@

# Sail's client and Spark both install a package named pyspark, so each has an environment of its own.
sail: $(VENV)-sail/.installed   ## the engine on Sail, for the test that a cluster gives the same rows

spark: $(VENV)-spark/.installed ## the engine on Spark: 450 MB, and Java 17 or newer has to be there

spark-check: spark       ## the same proof on Spark, which is too large for every test run
	$(VENV)-spark/bin/fangxian cluster check --engine spark

$(VENV)-%/.installed: requirements.%.lock pyproject.toml $(VENV)/.installed
	$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python $(VENV)-$*
	$(BIN)/uv pip sync --quiet --python $(VENV)-$*/bin/python --require-hashes requirements.$*.lock
	$(BIN)/uv pip install --quiet --python $(VENV)-$*/bin/python --no-deps --editable .
	touch $@

node_modules/.installed: package.json package-lock.json
	npm ci --no-audit --no-fund --silent
	touch $@

$(ECHARTS): node_modules/.installed
	mkdir -p $(dir $@)
	cp node_modules/echarts/dist/echarts.min.js $@

$(FIELD): node_modules/.installed $(shell find field -type f)
	npm run --silent build

browser:                 ## Chromium without its desktop parts and a Chinese font; a whole Chromium serves as well
	{ command -v chromium-headless-shell && fc-list :lang=zh | grep -q .; } >/dev/null || \
	  { apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium-headless-shell fonts-noto-cjk; } >/dev/null || \
	  command -v chromium

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:                   ## the settings are read, nothing is connected to
	DATABASE_URL=postgresql:///unused FANGXIAN_SECRET_KEY=unused \
	FANGXIAN_MASTER_KEY=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= $(BIN)/mypy

phone: $(FIELD)          ## types and unit tests of the phone
	npm run --silent typecheck
	npm run --silent test

contracts:
	$(BIN)/lint-imports

messages:                ## gather the texts of the screens and compile both languages
	$(BIN)/fangxian messages

lock:                    ## pin every dependency by hash
	$(BIN)/uv pip compile --quiet --extra demo --extra fast --group dev --generate-hashes --no-header \
	  --python-version 3.11 pyproject.toml -o requirements.lock
	for cluster in sail spark; do \
	  $(BIN)/uv pip compile --quiet --extra $$cluster --generate-hashes --no-header \
	    --python-version 3.11 pyproject.toml -o requirements.$$cluster.lock || exit 1; \
	done

audit:                   ## known weaknesses of what is pinned; needs the internet, so no test calls it
	$(BIN)/uv tool run pip-audit --requirement requirements.lock --require-hashes --disable-pip

clean:
	rm -rf $(VENV) $(VENV)-sail $(VENV)-spark node_modules var $(ECHARTS) $(dir $(FIELD))
