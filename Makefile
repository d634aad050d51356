# Every recipe is `python3 dev.py NAME`; see `python3 dev.py help`.
PYTHON ?= python3

.PHONY: setup demo run test lint format types check migrate lock screenshots bench ci clean
setup demo run test lint format types check migrate lock screenshots bench ci clean:
	@$(PYTHON) dev.py $@
