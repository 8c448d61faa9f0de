# What a person or CI does with this project. `make help` lists it.

SWIFT ?= swift
PREFIX ?= /usr/local
BUILD = .build
RELEASE = -c release --static-swift-stdlib
# More for `swift test`, as in TEST_FLAGS="--filter YAMLTests".
TEST_FLAGS ?=
# More for the benchmark, as in BENCH_FLAGS="--only poll".
BENCH_FLAGS ?=
# How many simulations, and the seed of the first.
SEEDS ?= 500
FROM ?= 1
# Seconds for each fuzz target, and which; all by default, as in TARGETS="yaml manifest".
TIME ?= 60
TARGETS ?=
FUZZ = .build-fuzz
SUDO = $(shell [ "$$(id -u)" = 0 ] || echo sudo)

# Debian packages: libraries to build with, and git to read and serve repositories.
PACKAGES = git libgit2-dev libyaml-dev libsqlite3-dev pkg-config
# What tests need besides: real servers, an independent YAML reader, and time zones.
TEST_PACKAGES = openssh-server openssh-client python3 python3-yaml python3-pip tzdata
# Of PyPI, for tests: croniter 1.3.5, which Debian has, is an hour off on days on which clocks change.
CRONITER = croniter==7.0.0 python-dateutil==4.0.0
BENCH_PACKAGES = ninja-build gcc

.PHONY: help setup setup-test setup-bench build release run test simulate lint format fuzz sanitize bench install clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort

# Installs only what is missing, so that a second call needs neither network nor privilege.
define ensure
@missing=""; for p in $(1); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
if [ -n "$$missing" ]; then echo "installing$$missing"; $(SUDO) apt-get update -qq && \
DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends $$missing >/dev/null; fi
endef

setup: ## install the libraries that the build needs
	$(call ensure,$(PACKAGES))

setup-test: setup
	$(call ensure,$(TEST_PACKAGES))
	@[ "$$(cat $(BUILD)/python/.installed 2>/dev/null)" = "$(CRONITER)" ] || { echo "installing $(CRONITER)"; \
	rm -rf $(BUILD)/python && /usr/bin/python3 -m pip install --quiet --root-user-action=ignore \
	--disable-pip-version-check --target $(BUILD)/python $(CRONITER) && echo "$(CRONITER)" >$(BUILD)/python/.installed; }

setup-bench: setup
	$(call ensure,$(BENCH_PACKAGES))

build: setup ## build for development
	$(SWIFT) build

release: setup ## build for use: programs that need no Swift on their machine
	$(SWIFT) build $(RELEASE) --product pushrun
	$(SWIFT) build $(RELEASE) --product pushrun-supervisor

run: release ## show it: a repository made of samples/, one run of the agent, the status commit
	@samples/demo.sh $(BUILD)/release/pushrun

test: setup-test ## run all tests
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build $(TEST_FLAGS)

simulate: setup ## simulate the agent with SEEDS=500 seeds: crashes, faults, clocks, people
	$(SWIFT) build $(RELEASE) --product pushrun-simulation
	@$(BUILD)/release/pushrun-simulation --seeds $(SEEDS) --from $(FROM)

lint: ## check the style
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests

format: ## apply the style
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests

fuzz: setup ## look for inputs that break what reads them: TIME=seconds a target
	PUSHRUN_FUZZ=1 $(SWIFT) build -c release --scratch-path $(FUZZ) --product pushrun-fuzz -Xswiftc -sanitize=fuzzer,address
	@Tests/Fuzz/fuzz.sh $(FUZZ)/release/pushrun-fuzz $(TIME) $(TARGETS)

sanitize: setup-test ## run all tests under the address and the thread sanitizer
	Tests/sanitize.sh address $(TEST_FLAGS)
	Tests/sanitize.sh thread $(TEST_FLAGS)

bench: release setup-bench ## measure, and compare with git, ninja, make and a C loop
	$(SWIFT) build $(RELEASE) --product pushrun-bench
	@$(BUILD)/release/pushrun-bench $(BENCH_FLAGS)

install: release ## install to PREFIX (/usr/local)
	install -D -s -m 755 $(BUILD)/release/pushrun $(DESTDIR)$(PREFIX)/bin/pushrun
	install -D -s -m 755 $(BUILD)/release/pushrun-supervisor $(DESTDIR)$(PREFIX)/bin/pushrun-supervisor

clean: ## remove what was built
	rm -rf $(BUILD) $(FUZZ) .build-asan .build-tsan
