# Every command sets up what it needs by itself: start with `make help`.
.DEFAULT_GOAL := help
.PHONY: help up down logs status sync-status dead-letters token check test convergence mutants bench docs install format
NODE := node_modules/.bin/node
LOCAL := $(NODE) --disable-warning=TimeoutNegativeWarning

help: ## What can be done here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | column -t -s "$$(printf '\t')"

node_modules/.installed: package-lock.json
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

install: node_modules/.installed

up: install ## Start the local clinic on 127.0.0.1 and wait until it is ready
	@$(LOCAL) local/up.ts

down: install ## Stop everything that `make up` started, and nothing else
	@$(LOCAL) local/down.ts

status: install ## One line a process: name, pid, address, readiness
	@$(LOCAL) local/status.ts

sync-status: install ## How the sync stands, and how far its run is: make sync-status [PRACTICE=demo]
	@PRACTICE="$(PRACTICE)" $(LOCAL) local/sync-status.ts

# What a person types reaches the command as it is, through the environment: a reason may have any quotes in it.
dead-letters: install ## Edits that were given up: make dead-letters [SHOW=<id> | REPLAY=<id>|all | DISCARD=<id> REASON='…'] [PRACTICE=demo]
	@$(LOCAL) local/dead-letters.ts

logs: install ## Follow the logs of everything that runs
	@$(LOCAL) local/logs.ts

token: install ## Print a token for a known user: make token USER=reception@bloom.test [PRACTICE=demo]
	@USER="$(USER)" PRACTICE="$(PRACTICE)" $(NODE) local/token.ts

check: install ## Format, lint, types and architecture rules: under a minute
	@node_modules/.bin/biome ci --colors=off --max-diagnostics=20 .
	@node_modules/.bin/tsc -b
	@$(NODE) node_modules/.bin/depcruise --config .dependency-cruiser.cjs packages services simulators web local
	@$(NODE) --conditions=bloom-source docs/generate.ts --check
	@node_modules/.bin/buf lint
	@made=$$(mktemp -d); node_modules/.bin/buf generate -o $$made && diff -rq $$made/packages/proto/src/gen packages/proto/src/gen; \
	  same=$$?; rm -rf $$made; test $$same = 0 || { echo "packages/proto/src/gen is behind proto/: run node_modules/.bin/buf generate and commit it."; exit 1; }
	@for patch in tests/mutants/*.patch; do git apply --check $$patch || { echo "$$patch no longer fits: make it anew from the guard as it stands."; exit 1; }; done

test: install ## All tests that gate a change; ends with the counts
	@$(LOCAL) --conditions=bloom-source tests/run-tests.ts

convergence: install ## Chaos on real processes, then quiet: record and dashboards must be Halaxy's: make convergence [SEEDS=10]
	@SEEDS="$(SEEDS)" $(LOCAL) --conditions=bloom-source tests/convergence/run-real-seeds.ts

mutants: install ## Break each guard in turn; its named test must go red
	@$(LOCAL) --conditions=bloom-source tests/run-mutants.ts

bench: install ## Measure, on a stack of its own: make bench [BENCH=fan-out], BENCH_SECONDS=60 a figure
	@$(LOCAL) --conditions=bloom-source bench/run.ts $(BENCH)

docs: install ## Write the pages of docs/ that are made from the code
	@$(NODE) --conditions=bloom-source docs/generate.ts

format: install ## Rewrite files in the house's format
	@node_modules/.bin/biome check --write .
