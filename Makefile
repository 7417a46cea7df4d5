# Two commands do everything on a fresh machine: `make demo` and `make test`.

SHELL := /bin/bash
BIN := .venv/bin
READY := .venv/.ready
JOBS ?= 2
PORT ?= 8000

.PHONY: help demo test check lint types contracts format benchmarks figures posterior validation mutants clean

help:
	@echo "make demo    the demonstration clinic in the browser"
	@echo "make test    every test"
	@echo "make check   lint, format, types, import contracts"
	@echo "make mutants how many slips in the decision and the rules the tests would catch (2 minutes)"
	@echo "make figures the handbook's drawings, anew"
	@echo "make posterior the twin fitted to published studies, anew (2 minutes)"
	@echo "make validation what the photograph's measures are worth, anew (6 minutes)"
	@echo "make clean   remove what make made"

demo: $(READY)
	$(BIN)/neocol demo --port $(PORT)

test: $(READY)
	tools/system-packages
	$(BIN)/pytest -n $(JOBS)

check: lint types contracts

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

contracts: $(READY)
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

benchmarks: $(READY)
	@for script in benchmarks/[!_]*.py; do $(BIN)/python $$script --quick; done

figures: $(READY)
	tools/figures

posterior: $(READY)
	$(BIN)/python -m neocol.cohort

validation: $(READY)
	tools/validation

# mutmut is brought for the run alone: nothing else needs it.
mutants: $(READY)
	.tools/bin/uv run --frozen --all-extras --with mutmut==3.8.1 mutmut run --max-children $(JOBS) >/dev/null; \
	.tools/bin/uv run --frozen --all-extras --with mutmut==3.8.1 mutmut results

# The environment is made anew when what it is made of has changed.
$(READY): uv.lock pyproject.toml tools/environment
	tools/environment
	@touch $@

clean:
	rm -rf .venv .tools neocol-demo mutants
