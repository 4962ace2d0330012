# Every command of the project. `make` alone lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

# First on PATH is the Node of the npm package `node`: wrangler needs 22.12 or newer, and many machines have 20.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

# wrangler asks for no login for what is done here; these stop its telemetry, its update check and its look-up of a sample Request.cf.
export WRANGLER_SEND_METRICS := false
export WRANGLER_SEND_ERROR_REPORTS := false
export WRANGLER_HIDE_BANNER := true
export WRANGLER_WRITE_LOGS := false
export CLOUDFLARE_CF_FETCH_ENABLED := false

builder := tools/build.sh $(shell find tools/bindings -type f 2>/dev/null)
sources := Cargo.toml Cargo.lock build.rs target/own-records $(builder) $(shell find src records/Cargo.toml records/src tool-docs $(FAIRLEAD_RECORDS) -type f 2>/dev/null)
console := tools/console.sh package-lock.json src/gateway/openapi.yaml $(shell find console -type f -not -path 'console/node_modules/*' -not -path 'console/generated/*' 2>/dev/null)
fixtures := $(shell find tests/integrations -type f 2>/dev/null)
frameworks := .tools/python/requirements.txt .tools/langchain/requirements.txt tests/clients/node_modules/.installed-package-lock.json
bench_workers := target/bench/floor-rust/entry.js $(patsubst %,target/bench/grow-%/build/entry.js,1 10 50)
schemathesis := .tools/schemathesis/bin
mock := .tools/vendor-mock
large := .tools/large-descriptions

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: setup
setup: ## install what is missing: wasm target, npm packages, the build's own tool
	@tools/setup.sh

.PHONY: browser
browser: ## install Chromium for the tests of pages, if there is none and the machine lets one
	@tools/setup.sh browser

.PHONY: build
build: build/entry.js build-console/index.html setup ## the Worker as it ships, in build/, and its console, in build-console/

.PHONY: build-test
build-test: build-test/entry.js build-console/index.html setup ## the Worker with the fixture integrations of tests/integrations, in build-test/

# tools/build.sh installs what is missing itself, beside the compiler.
build/entry.js: $(sources)
	@tools/build.sh build

# In a folder of cargo's of its own, so that the two builds can be made at once: the last step of each keeps one core.
build-test/entry.js: $(sources) $(fixtures)
	@tools/build.sh build-test --features test-integrations --target-dir target/fixtures

.PHONY: builds
builds: setup build-console/index.html
	@$(MAKE) build & shipped=$$!; $(MAKE) build-test || { kill $$shipped; exit 1; }; wait $$shipped

build-console/index.html: $(console)
	@tools/console.sh

# Remembers the folder of FAIRLEAD_RECORDS (tool-docs/README.md), so that another one, or none, is built anew.
.PHONY: force
target/own-records: force
	@mkdir -p target; echo "$(FAIRLEAD_RECORDS)" | cmp -s - $@ || echo "$(FAIRLEAD_RECORDS)" > $@

.PHONY: start
start: build ## run it here, with simulated vendors or (PYLON_TOKEN=… and its like) the real ones; PORT=8787
	@echo 'start: the runtime, the simulated vendors, an account and a URL of each: some seconds'
	@node tests/support/start.mjs

.PHONY: package
package: build target/records.wasm setup ## fairlead-VERSION.tgz, for operators with Node and no Rust; build-package/ is its content
	@node tools/package/package.mjs target/records.wasm

target/records.wasm: Cargo.toml Cargo.lock tools/package/records.sh $(shell find records/Cargo.toml records/src -type f)
	@tools/package/records.sh $@

# The JavaScript suites run last and in one go, so that their summary is the end of the output. tests/attacks among them compares SECURITY.md with
# what was tried, so suites that count what they try, natively, in tests/faults and in tests/sign-in, run before.
.PHONY: test
test: setup browser test-fmt checked-and-built package ## everything that CI runs
	node --test --test-concurrency=2 'tests/faults/**/*.test.mjs' 'tests/sign-in/**/*.test.mjs' 'tests/console/**/*.test.mjs'
	node --test --test-concurrency=2 'tests/documentation/**/*.test.mjs' 'tests/attacks/**/*.test.mjs' 'tests/vendors/**/*.test.mjs' 'tests/edge/**/*.test.mjs' 'tests/simulators/**/*.test.mjs' 'tests/tools/**/*.test.mjs' 'tests/e2e/**/*.test.mjs' 'tests/clients/**/*.test.mjs' 'tests/conformance/**/*.test.mjs'

# At once: the last steps of the builds keep one core each, and cargo locks the folder of each profile alone.
.PHONY: checked-and-built
checked-and-built: build-console/index.html
	@$(MAKE) builds & built=$$!; $(MAKE) test-lint test-native || { kill $$built; exit 1; }; wait $$built

.PHONY: test-fmt
test-fmt: ## formatting
	cargo fmt --all --check

.PHONY: test-lint
test-lint: setup ## clippy and documentation, on this machine's target and on wasm32, and the types of src/edge's JavaScript and of the console
	tsc --project src/edge
	node console/tools/types.mjs
	console/node_modules/.bin/tsc --project console
	cargo clippy --locked --workspace --all-targets --features test-integrations -- -D warnings
	cargo clippy --locked --target wasm32-unknown-unknown --lib -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --quiet --locked --workspace --no-deps
	RUSTDOCFLAGS='-D warnings' cargo doc --quiet --locked --no-deps --document-private-items --target wasm32-unknown-unknown

.PHONY: test-native
test-native: ## the promises of the product, against a fake platform, and those of the record format
	cargo test --locked --workspace --features test-integrations

.PHONY: fuzz
fuzz: ## bad input without end in sight: other seeds each time; FUZZ_CASES=5000000
	FUZZ_CASES=$${FUZZ_CASES:-5000000} cargo test --locked --features test-integrations --test attacks input -- --nocapture

.PHONY: security-table
security-table: ## write into SECURITY.md what the attacks of the last run tried
	node tests/support/security-table.mjs

.PHONY: test-sim
test-sim: setup ## the vendor simulators' own tests
	node --test 'tests/simulators/**/*.test.mjs'

.PHONY: test-tools
test-tools: package ## the first run, the npm package and the first deploy, against a Cloudflare of their own
	node --test 'tests/tools/**/*.test.mjs'

.PHONY: test-e2e
test-e2e: build ## black-box tests of the built Worker on workerd
	node --test 'tests/e2e/**/*.test.mjs'

.PHONY: test-faults
test-faults: build ## KV, vendors and clients that fail, and a short load, against the built Worker
	node --test 'tests/faults/**/*.test.mjs'

.PHONY: test-sign-in
test-sign-in: build browser ## people who sign in: clients, an OpenID provider, pages in Chromium, attacks
	node --test 'tests/sign-in/**/*.test.mjs'

.PHONY: test-console
test-console: build browser ## the console in Chromium: flows, every page in every look, script injection
	node --test --test-concurrency=1 'tests/console/**/*.test.mjs'

.PHONY: screenshots
screenshots: build browser ## pictures of every page of the sign-in and of the console, into target/screenshots/
	node tests/sign-in/screenshots.mjs
	node tests/console/screenshots.mjs

.PHONY: test-load
test-load: build ## a minute each at 16 and 128 connections on a vendor that fails, then clients that hang up; watches memory
	node tests/faults/load.mjs

.PHONY: test-clients
test-clients: build $(frameworks) ## MCP clients and agent frameworks that nobody here wrote, those in Python included
	node --test 'tests/clients/*.test.mjs'
	node tests/clients/python.mjs .tools/python/bin/python
	node tests/clients/frameworks.mjs .tools/python/bin/python .tools/langchain/bin/python

.PHONY: test-api
test-api: build $(schemathesis)/schemathesis ## schemathesis: requests made up from /openapi.json, on workerd
	node tests/api/schemathesis.mjs $(schemathesis)

.PHONY: check-vendors
check-vendors: build $(mock)/.installed ## the records against the vendors' own API descriptions, <vendor>-openapi.json in DOCS=folder
	node tests/vendors/check.mjs $(mock) $(DOCS)

.PHONY: check-imports
check-imports: setup $(mock)/.installed $(large)/.installed ## OpenAPI documents in DOCS=folder, and GitHub's, imported, built and called: half an hour
	node tests/vendors/imports.mjs $(mock) $(large) $(DOCS)

.PHONY: import
import: ## OPENAPI="files" SLUG=name become records, in FAIRLEAD_RECORDS or tool-docs; BASE_URL=… and TRUST=1 if need be
	@cargo run --quiet --locked --package records -- import --openapi $(OPENAPI) --slug $(SLUG) $(if $(OUT),--out $(OUT)) $(if $(BASE_URL),--base-url $(BASE_URL)) $(if $(TRUST),--trust)

.PHONY: test-conformance
test-conformance: build-test ## the official MCP conformance suite
	node --test 'tests/conformance/**/*.test.mjs'

.PHONY: check-records
check-records: ## whether the records of tool-docs and FAIRLEAD_RECORDS are right, without a build of the Worker
	cargo run --quiet --locked --package records -- check

.PHONY: docs-report
docs-report: ## what the catalogue defines, documents and holds back, and what each tool weighs
	cargo run --quiet --locked --package records -- report

.PHONY: bench
bench: build bench-rig $(bench_workers) ## CPU, latency and memory beside its peers, into bench/results.md: a quarter of an hour
	node bench/run.mjs $(BENCH)

.PHONY: bench-check
bench-check: build bench-rig ## whether it got slower than bench/results.json says: two minutes
	node bench/check.mjs

.PHONY: bench-activity
bench-activity: build ## what is asked of ACTIVITY, with 1,000,000 rows in a real D1: some minutes; ROWS=…
	node bench/activity.mjs

.PHONY: bench-rig
bench-rig: | setup
	@cargo build --quiet --locked --release --manifest-path bench/rig/Cargo.toml --target-dir target/bench/rig

target/bench/floor-rust/entry.js: $(builder) $(shell find bench/peers/floor-rust -type f) | setup
	bench/peers/floor-rust/build.sh

target/bench/grow-%/build/entry.js: $(sources) $(shell find bench/grow -type f) | setup
	bench/grow/build.sh $*

.PHONY: deploy
deploy: ## deploy to your Cloudflare account, the first time too; SECRETS=FILE brings secrets of your own
	@tools/setup.sh packages
	@node tools/deploy.mjs

.PHONY: clean
clean: ## remove what was built; the installed tools stay
	rm -rf build build-test build-console build-package fairlead-*.tgz console/generated target .wrangler

# A copy of its requirements says what is installed: the python of such a folder is a link to the machine's own.
.tools/python/requirements.txt: tests/clients/requirements.txt
.tools/langchain/requirements.txt: tests/clients/requirements-langchain.txt
.tools/python/requirements.txt .tools/langchain/requirements.txt:
	python3 -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	cp $< $@

tests/clients/node_modules/.installed-package-lock.json: tests/clients/package-lock.json | setup
	npm ci --prefix tests/clients --loglevel=error
	cp $< $@

# The mock and what it needs weigh more than all the rest, so it is no dependency of the project. Its install scripts only count installations.
$(mock)/.installed: tests/vendors/mock/package.json tests/vendors/mock/package-lock.json | setup
	@mkdir -p $(mock) && cp $^ .npmrc $(mock)/
	npm ci --prefix $(mock) --ignore-scripts --loglevel=error
	@touch $@

# Its one file that is read has 13 MB, and the others weigh ten times as much.
$(large)/.installed: tests/vendors/imported/large/package.json tests/vendors/imported/large/package-lock.json | setup
	@mkdir -p $(large) && cp $^ .npmrc $(large)/
	npm ci --prefix $(large) --ignore-scripts --loglevel=error
	@touch $@

$(schemathesis)/schemathesis: tests/api/requirements.txt
	python3 -m venv $(dir $(schemathesis))
	$(schemathesis)/python -m pip install --quiet --disable-pip-version-check --requirement $<
	touch $@
