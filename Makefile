# Every target makes the environment first where it is missing or out of date.
# The work is in .ci/bootstrap.py, so that it also runs where there is no make:
#     python .ci/bootstrap.py test
# ARGS is passed on: make test ARGS="-k device", make lab ARGS=--allow-root
PYTHON ?= python3
export MODULES

.DEFAULT_GOAL := help
.PHONY: help install demo test test-slow lab build lint doctor clean
help install demo test test-slow lab build lint doctor clean:
	@$(PYTHON) .ci/bootstrap.py $@ $(ARGS)
