# The commands of the house. What is missing on the machine is installed first: piastra/tools/embedded/bootstrap.py.
.PHONY: help run start check test mutate lint messages serve bench rehearse screenshots

for-run := python3 piastra/tools/embedded/bootstrap.py for-run
for-tests := python3 piastra/tools/embedded/bootstrap.py for-tests

help:  ## List these commands
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 14

run:  ## Open the portal on http://localhost:8000 (PORT=8001 for another); an empty database gets the demo
	@$(for-run) python manage.py run

start:  ## Begin with a real, empty place instead of the demo; without a terminal ARGS="--email ada@example.org"
	@$(for-run) python manage.py start $(ARGS)

# What was compiled is kept, also where Python is told not to: each process would do it again.
pytest := env -u PYTHONDONTWRITEBYTECODE python -m pytest
# A file stays on one core, for what its tests share; the longest begin (core/testing/order.py).
on-both-cores := -n 2 --dist loadfile --no-loadscope-reorder

check:  ## The tests that take no browser, no race and no patience: after each change
	@$(for-tests) $(pytest) $(on-both-cores) -m "not browser and not race and not slow and not alone" $(ARGS)

test:  ## All tests; ARGS="members -k booking" for some
	@$(for-tests) $(pytest) $(on-both-cores) -m "not alone" $(ARGS)
	@$(for-tests) $(pytest) -m alone $(ARGS) || [ $$? -eq 5 ]  # 5: none of them was asked for

mutate:  ## Do the tests notice mistakes? A sample of 200, an hour; ARGS="--sample 40 --only spaces.rules" for some
	@$(for-tests) python -m piastra.tools.mutate $(ARGS)

lint:  ## Style, order of imports, templates, migrations, translations
	@$(for-tests) .ci/lint

messages:  ## Bring new sentences into the Italian catalogue, to be translated there
	@$(for-tests) python manage.py makemessages --locale it --no-obsolete --no-wrap --add-location file \
		--ignore node_modules --ignore .venv --ignore var

serve:  ## The processes of production, started by hand on this machine
	@$(for-tests) python manage.py serve

bench:  ## Measure, and write docs/benchmarks.md; ARGS=--quick for few rounds
	@$(for-tests) python manage.py bench $(ARGS)

rehearse:  ## The deployment for real, in containers of an engine of its own (root on Debian; 2 GB): a table of what held
	@python3 deploy/rehearsal/rehearse.py

screenshots:  ## The pictures of the README
	@$(for-tests) python manage.py screenshots
