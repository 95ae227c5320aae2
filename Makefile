# The commands of README.md. Each installs what it needs into .venv; only Python >= 3.12, make
# and git must be there. `uv` is used where it is, pip otherwise.
.POSIX:
.SUFFIXES:
.PHONY: demo test check check-long bench privacy lock docs clean

VENV = .venv
RUN = $(VENV)/bin/python

demo: $(VENV)/demo.stamp
	@exec $(RUN) manage.py demo

test: $(VENV)/test.stamp
	@$(RUN) tests/run.py

check: $(VENV)/test.stamp
	@$(VENV)/bin/ruff format --check --quiet . || { echo "Mend it with: .venv/bin/ruff format ."; exit 1; }
	@$(VENV)/bin/ruff check --quiet .
	@$(RUN) tests/run.py --check

check-long: $(VENV)/test.stamp
	@$(RUN) tests/run.py --long

bench: $(VENV)/test.stamp
	@$(RUN) bench/run.py

# How well identifiers of persons are found: the figures of docs/privacy.md.
privacy: $(VENV)/test.stamp
	@$(RUN) -m tests.privacy.measure

# Prints docs/lifecycle.md and docs/permissions.md from the tables in code.
docs: $(VENV)/test.stamp
	@$(RUN) tests/run.py --docs

# Needs uv; writes hashes and no addresses.
lock:
	@sh scripts/lock

clean:
	rm -rf $(VENV) var

$(VENV)/demo.stamp: requirements/demo.txt
	@sh scripts/install $(VENV) requirements/demo.txt
	@touch $@

$(VENV)/test.stamp: requirements/test.txt
	@sh scripts/install $(VENV) requirements/test.txt
	@touch $@ $(VENV)/demo.stamp
