# make demo: the whole idea on built-in pictures, from nothing.   make test: every check, from nothing.
VENV   ?= .venv
PYTHON ?= python3
BIN    := $(VENV)/bin
RUN    ?= demo

.PHONY: demo test check format clean

demo: $(VENV)/installed-core
	$(BIN)/scotoma demo --out $(RUN)

test: $(VENV)/installed-all
	$(MAKE) check

check:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile

format:
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(VENV)/installed-core: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

# Torch is pinned to a build the tests were run with; on a machine without a GPU, point pip at a CPU build first.
$(VENV)/installed-all: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[torch,ask,mixture,studio,postgresql,data,dev]'
	touch $@ $(VENV)/installed-core

clean:
	rm -rf $(VENV) $(RUN) .mypy_cache .ruff_cache .pytest_cache .hypothesis
