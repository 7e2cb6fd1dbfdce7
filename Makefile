# The whole vocabulary. Every target does its own set-up.
#
#   make report   build, make sample data, render the weekly report, say where to open it
#   make test     all tests
#   make lint     formatting
#   make help     the rest

SWIFT ?= swift
# What processor release binaries are for: any with AVX2 where this one has it, as nearly all since 2013 do, else any of its kind.
# 'make build CPU=' makes one for every processor of the kind, to give to others; it scans somewhat slower.
CPU ?= $(shell for feature in avx2 bmi1 bmi2 abm movbe fma f16c; do grep -qsw $$feature /proc/cpuinfo || exit; done; echo haswell)
# The Swift runtime is linked in: the binary needs no Swift on the machine, and starts faster. Nothing is linked against the binary, so it
# exports no symbols, of which the loader would look through tens of thousands; and no library lies beside it, so none is looked for there.
# It stands at fixed addresses, as Go's programs do, or the loader would have 150,000 pointers to move at every start. Stack, heap and the C
# library stand at random ones all the same.
# Generic types are made by the functions that the compiler has for them. By default they are made from their names, for which the runtime
# looks through ten thousand conformances each time: half of what a start took.
# Of the system's libraries it contains the archives, where there are any, see .ci/archives: it runs where only the C library is.
ARCHIVES = .build/archives
RELEASE_FLAGS = -c release --static-swift-stdlib --pkg-config-path $(ARCHIVES) --disable-local-rpath -Xlinker -S -Xlinker --no-export-dynamic -Xswiftc -Xclang-linker -Xswiftc -no-pie -Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors $(if $(CPU),-Xswiftc -target-cpu -Xswiftc $(CPU))
# Without Spark, whose gRPC takes minutes to build; what needs it is built beside the rest.
RELEASE = $(SWIFT) build $(RELEASE_FLAGS) --disable-default-traits --product trinity
SPARK_SCRATCH = --scratch-path .build/spark --traits Spark
SPARK_RELEASE = $(SWIFT) build $(RELEASE_FLAGS) $(SPARK_SCRATCH) --product trinity
FUZZER = $(SWIFT) build -c release --sanitize fuzzer --scratch-path .build/fuzz --disable-default-traits --product trinity-fuzz
PERIOD_ARGUMENTS ?=

.PHONY: help report archives build install test test-browser test-glyph-weaver test-publish test-jobs test-differential test-parquet expectations test-observability test-server test-spark protocol lint format bench fuzz templates packages clean

help:
	@echo 'make report      build, make sample data, render the weekly report, say where to open it'
	@echo 'make build       the release binary, without Spark'
	@echo 'make install     the release binary, with Spark, into PREFIX/bin (default /usr/local)'
	@echo 'make test        all tests'
	@echo 'make test-browser  every page and chart in headless Chromium, the Nu HTML checker and axe-core'
	@echo 'make test-glyph-weaver  the reports inside a Flask app, over HTTP and in headless Chromium'
	@echo 'make test-publish  publishes killed at random moments (KILLS=200 SEED=1)'
	@echo 'make test-jobs   schedulers killed at random moments (JOB_KILLS=300 SEED=1)'
	@echo 'make test-differential  random queries in trinity and DuckDB (CASES=5000 SEED=1), or Spark (DIFFERENTIAL_ARGUMENTS="--peer spark")'
	@echo 'make test-parquet  Parquet files by pyarrow, DuckDB, Polars and Spark (SEED=1)'
	@echo 'make test-observability  spans of real commands, decoded by opentelemetry-proto'
	@echo 'make test-server  the server under schemathesis, wrk, Prometheus and slow clients (SERVER_ARGUMENTS="--seconds 5")'
	@echo 'make expectations  the cases of Tests/QueryConformanceTests asked of Spark again (EXPECT=--write puts its answers in)'
	@echo 'make test-spark  every case and the reports on a Spark server, and what servers do wrong (GATES="awkward refused")'
	@echo 'make protocol    the code of Spark Connect from its .proto, when that changes'
	@echo 'make fuzz        random bytes as data files and queries (SECONDS=20 a target; TARGETS="csv sql")'
	@echo 'make lint        formatting, as CI checks it'
	@echo 'make format      formats all Swift files'
	@echo 'make templates   embeds the folders of templates/ into the binary'
	@echo 'make bench       side by side with the named peers (takes long; BENCH_ARGUMENTS="--quick --cases weekly,single")'

packages:
	@.ci/packages libcmark-dev libssl-dev zlib1g-dev libzstd-dev libsnappy-dev liblz4-dev libpcre2-dev libsqlite3-dev

archives: packages
	@.ci/archives $(ARCHIVES) $(SWIFT)

build: archives
	$(RELEASE)

report: build
	@trinity="$$($(RELEASE) --show-bin-path)/trinity" && \
	"$$trinity" sample --out data && \
	"$$trinity" render reports/trinity_report_weekly.md $(PERIOD_ARGUMENTS)

PREFIX ?= /usr/local
install: archives
	$(SPARK_RELEASE)
	install -d "$(PREFIX)/bin"
	install -m 755 "$$($(SPARK_RELEASE) --show-bin-path)/trinity" "$(PREFIX)/bin/trinity"

test: packages
	@.ci/tests $(SWIFT) test --disable-default-traits

test-browser: build
	@.ci/packages chromium chromium-driver default-jre-headless python3-venv
	Tests/Browser/run "$$($(RELEASE) --show-bin-path)/trinity"

test-glyph-weaver: build
	@.ci/packages chromium chromium-driver default-jre-headless python3-venv
	Tests/GlyphWeaver/run "$$($(RELEASE) --show-bin-path)/trinity"

KILLS ?= 200
JOB_KILLS ?= 300
SEED ?= 1
test-publish: build
	@.ci/packages python3
	@Tests/Publishing/run "$$($(RELEASE) --show-bin-path)/trinity" --kills $(KILLS) --seed $(SEED)

test-jobs: build
	@.ci/packages python3
	@Tests/Jobs/run "$$($(RELEASE) --show-bin-path)/trinity" --kills $(JOB_KILLS) --seed $(SEED)

CASES ?= 5000
test-differential: build
	@.ci/packages python3-venv
	@Tests/Differential/run "$$($(RELEASE) --show-bin-path)/trinity" --cases $(CASES) --seed $(SEED) $(DIFFERENTIAL_ARGUMENTS)

test-parquet: build
	@.ci/packages python3-venv
	@Tests/Parquet/run "$$($(RELEASE) --show-bin-path)/trinity" --seed $(SEED) $(PARQUET_ARGUMENTS)

test-observability: build
	@.ci/packages python3-venv libcurl4
	@Tests/Observability/run "$$($(RELEASE) --show-bin-path)/trinity"

EXPECT ?=
expectations:
	@.ci/packages python3-venv && .ci/java
	@Tests/QueryConformanceTests/expect $(EXPECT)

test-server: build
	@.ci/packages python3-venv wrk prometheus
	@Tests/Server/run "$$($(RELEASE) --show-bin-path)/trinity" $(SERVER_ARGUMENTS)

GATES ?=
# One build for both: the tests' own, whose binary the gates run.
test-spark: packages
	@.ci/packages openssl procps python3-venv && .ci/java
	$(SWIFT) build --build-tests $(SPARK_SCRATCH)
	@Tests/Spark/run "$$($(SWIFT) build $(SPARK_SCRATCH) --show-bin-path)/trinity" --tests '$(SWIFT) test --skip-build $(SPARK_SCRATCH)' $(GATES)

protocol:
	Sources/SparkConnectProtocol/generate

SECONDS ?= 20
TARGETS ?=
fuzz: build
	@.ci/packages python3
	TRINITY_FUZZ=1 $(FUZZER)
	@Tests/Fuzzing/run "$$(TRINITY_FUZZ=1 $(FUZZER) --show-bin-path)/trinity-fuzz" "$$($(RELEASE) --show-bin-path)/trinity" $(SECONDS) $(TARGETS)

lint:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests

# The case 'engines' needs the binary with Spark, which takes minutes to build: only where it is wanted.
BENCH_SPARK = $(if $(findstring --cases,$(BENCH_ARGUMENTS)),$(findstring engines,$(BENCH_ARGUMENTS)),engines)
bench: build
	@.ci/packages python3-venv
	$(if $(BENCH_SPARK),$(SPARK_RELEASE))
	Tests/Benchmarks/run "$$($(RELEASE) --show-bin-path)/trinity" \
	  $(if $(BENCH_SPARK),--spark-trinity "$$($(SPARK_RELEASE) --show-bin-path)/trinity") $(BENCH_ARGUMENTS)

templates:
	templates/embed

clean:
	$(SWIFT) package clean
	rm -rf out .bench
