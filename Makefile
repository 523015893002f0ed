# Two commands do everything on a fresh Debian machine with the Rust toolchain: make demo and make test.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test assets tools check bench fmt

DEMO_DATA ?= demo-data
LISTEN ?= 127.0.0.1:8080

help:
	@echo "make demo    build, fill a register from the sample documents, serve it on http://$(LISTEN)/"
	@echo "make test    install what is missing, build, run every check"
	@echo "make bench   print the ratios of bench/README.md (N=100000 recommendations)"

demo: assets
	cargo build --release -p candour
	./target/release/candour --data $(DEMO_DATA) demo --samples samples --also ../shared/seeds --listen $(LISTEN)

# The styles, through npm: installed from the committed lock file, compiled, embedded by the next build.
assets: | node
	cd crates/candour/assets && npm ci --no-fund --no-audit --loglevel=error && npm run -s build

.PHONY: node
node:
	@command -v npm >/dev/null || { apt-get update -qq && apt-get install -y -qq nodejs npm; }

tools: | node
	@command -v cargo-nextest >/dev/null || cargo install cargo-nextest --locked
	@command -v cargo-deny >/dev/null || cargo install cargo-deny --locked
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium; }
	@command -v python3 >/dev/null || { apt-get update -qq && apt-get install -y -qq python3; }
	cd tests/browser && npm ci --no-fund --no-audit --loglevel=error
	@tests/api/.venv/bin/schemathesis --version >/dev/null 2>&1 || { \
	  python3 -c 'import ensurepip' 2>/dev/null || { apt-get update -qq && apt-get install -y -qq python3-venv; }; \
	  python3 -m venv --clear tests/api/.venv && tests/api/.venv/bin/pip install -q --disable-pip-version-check -r tests/api/requirements.txt; }

test: tools assets
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo fetch --locked
	cargo deny --offline check licenses bans sources
	cargo build --workspace
	node tests/browser/check.mjs target/debug/candour
	cargo nextest run --workspace --no-fail-fast

bench: assets
	cargo build --release -p candour -p bench
	./target/release/bench all --recommendations $(or $(N),100000)

fmt:
	cargo fmt --all
