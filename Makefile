# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The front door. Real logic is in CMake and scripts/; a target here is one line.
#
# A bare Debian 12 with git and make is enough: `make demo` and `make check`
# install what is missing, configure, build and run. See `make help`.

JOBS   ?= $(shell nproc 2>/dev/null || echo 2)
PRESET ?= release
BUILD  := build-$(PRESET)
PREFIX ?= /usr/local

.DEFAULT_GOAL := build
.PHONY: help setup setup-full setup-gpu configure build demo check check-long check-lit \
        check-asan check-ubsan check-tsan fuzz format tidy docs bench-host bench-jit \
        quorum bench-emit bench-halt bench-l2 bench-l3 bench-t1 bench-wasm \
        install optimized clean

help: ## this list
	@sed -n 's/^\([a-z][a-z0-9 -]*\):.*## /\1: /p' Makefile

setup: ## install what the build and the tests need (Debian packages)
	@sh scripts/setup.sh

setup-full: ## the same, and the optional tools that some tests use
	@sh scripts/setup.sh --full

setup-gpu: setup-full configure ## also Dawn for Node and ptxas, which have no Debian package
	@sh scripts/setup_gpu.sh $(BUILD)

configure: setup
	@test -f $(BUILD)/build.ninja || cmake --preset $(PRESET) $(CMAKE_ARGS)

build: configure ## build everything (PRESET=release)
	cmake --build $(BUILD) -j $(JOBS)

demo: configure ## build the tools and run library kernels on a real file
	cmake --build $(BUILD) -j $(JOBS) --target atlas-jit
	@python3 scripts/demo.py $(BUILD)/bin/atlas-jit

check: build ## build and run every test; the last line has the totals
	@python3 scripts/check.py --build-dir $(BUILD) --jobs $(JOBS)

check-lit: build ## only the lit suites
	@python3 scripts/check.py --build-dir $(BUILD) --jobs $(JOBS) --only lit

check-long: build ## everything that takes long: 10^6 cases, races, fuzzers, sanitizers
	@python3 scripts/check_long.py --build-dir $(BUILD) --jobs $(JOBS)

check-asan check-ubsan check-tsan: check-%: setup-full ## tests in a sanitizer build
	@python3 scripts/check_long.py --jobs $(JOBS) --stage $*

fuzz: setup-full ## build and run each fuzz target for FUZZ_SECONDS (60)
	@python3 scripts/check_long.py --jobs $(JOBS) --stage fuzz

format: ## clang-format the C and C++ files that git tracks
	git ls-files '*.h' '*.cpp' '*.c' | xargs -r clang-format-22 -i

tidy: build ## clang-tidy with the project's checks (PRESET=debug is faster)
	git ls-files 'lib/*.cpp' 'tools/*.cpp' 'runtime/*.cpp' | xargs -r clang-tidy-22 -p $(BUILD) --quiet

docs: build ## regenerate the generated pages under docs/
	@python3 scripts/docs.py --build-dir $(BUILD)

bench-host: configure ## measure this host and rewrite the tables of docs/benchmarks/host.md
	cmake --build $(BUILD) -j $(JOBS) --target bench-host

bench-jit: configure ## measure cold processes and rewrite docs/benchmarks/latency.md
	cmake --build $(BUILD) -j $(JOBS) --target atlas-jit
	python3 bench/latency.py $(BUILD)/bin/atlas-jit --write docs/benchmarks/latency.md

bench-emit: configure ## measure emission of every kernel and rewrite docs/benchmarks/emit.md (or emit-optimized.md)
	cmake --build $(BUILD) -j $(JOBS) --target atlas-emit-bench --target atlas-jit
	$(BUILD)/bin/atlas-emit-bench --tool $(BUILD)/bin/atlas-jit \
	  --write docs/benchmarks/emit$(if $(filter optimized,$(PRESET)),-optimized).md

quorum: configure ## run every kernel on every engine and rewrite docs/benchmarks/quorum.md
	cmake --build $(BUILD) -j $(JOBS)
	$(BUILD)/bin/atlas-jit quorum --all examples/adler32.ll examples/fading.mlir examples/histogram64.mlir \
	  examples/levels.mlir:brighten examples/levels.mlir:levels examples/saxpy.mlir examples/threshold.mlir \
	  --table docs/benchmarks/quorum.md

bench-wasm: configure ## measure libatlas.wasm under Node and rewrite docs/benchmarks/wasm.md
	cmake --build $(BUILD) -j $(JOBS) --target bench-wasm

bench-l2 bench-l3: bench-%: configure ## measure libatlas and rewrite docs/benchmarks/l2.md or l3.md
	cmake --build $(BUILD) -j $(JOBS) --target atlas-library-bench
	$(BUILD)/bin/atlas-library-bench $* --write docs/benchmarks/$*.md

bench-t1: configure ## measure T1 against a binary heap and rewrite docs/benchmarks/t1.md
	cmake --build $(BUILD) -j $(JOBS) --target atlas-t1-bench
	$(BUILD)/bin/atlas-t1-bench --write docs/benchmarks/t1.md
	python3 scripts/plot_t1.py docs/benchmarks/t1.md docs/benchmarks

bench-halt: configure ## measure halting and rewrite docs/benchmarks/halting.md
	cmake --build $(BUILD) -j $(JOBS) --target atlas-halt-bench --target atlas-jit
	$(BUILD)/bin/atlas-halt-bench --write docs/benchmarks/halting.md
	python3 bench/halt_kernels.py $(BUILD)/bin/atlas-jit --write docs/benchmarks/halting.md

# bench-l2-conserved, bench-l2-witness, bench-l3-pages, bench-l3-cluster,
# bench-l3-schedule: one group.
bench-l2-%: configure
	cmake --build $(BUILD) -j $(JOBS) --target atlas-library-bench
	$(BUILD)/bin/atlas-library-bench l2-$* --write docs/benchmarks/l2.md

bench-l3-%: configure
	cmake --build $(BUILD) -j $(JOBS) --target atlas-library-bench
	$(BUILD)/bin/atlas-library-bench l3-$* --write docs/benchmarks/l3.md

optimized: setup-full ## build the tools laid out by a profile (build-optimized; then install PRESET=optimized)
	@$(MAKE) --no-print-directory build PRESET=optimized

install: build ## install under PREFIX (default /usr/local), DESTDIR is honoured
	cmake --install $(BUILD) --prefix $(PREFIX)

clean: ## delete the build folder of PRESET
	rm -rf $(BUILD)
