# The two commands of a newcomer are `make run` and `make test`; each works alone on a fresh clone, in either order.
.PHONY: help run test check bench docs vectors requirements

help:
	@echo "make run     the sample commune in a browser (installs what it needs the first time)"
	@echo "make test    every test"
	@echo "make check   style, types and import contracts"
	@echo "make bench   speed, printed as tables"
	@echo "make docs    the documents' pictures"
	@echo "make vectors the cases that server and phone must answer alike, and the phone's content"

run:
	@tools/environment base
	@exec .venv/bin/mangnon demo

test:
	@tools/environment test
	@tools/chromium
	@tools/spark
	@exec .venv/bin/python -m pytest -n 2 --dist loadfile

check:
	@tools/environment test
	.venv/bin/ruff check src tests tools bench
	.venv/bin/ruff format --check src tests tools bench
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache
	@tools/field_packages
	cd field && PATH="$$(../tools/field_packages path):$$PATH" node_modules/.bin/tsc --noEmit

bench:
	@tools/environment test
	@tools/spark
	@set -e; for each in bench/*.py; do echo; echo "== $$each"; .venv/bin/python "$$each"; done

docs:
	@tools/environment test
	@tools/chromium
	.venv/bin/python tools/pictures.py

vectors:
	@tools/environment test
	@set -e; for each in tools/export_*_vectors.py tools/build_field_content.py; do .venv/bin/python "$$each"; done

# For those who change requirements/*.in; needs uv.
requirements:
	uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url requirements/base.in -o requirements/base.txt
	uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url -c requirements/base.txt requirements/test.in -o requirements/test.txt
	uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url -c requirements/test.txt requirements/spark-build.in -o requirements/spark-build.txt
	uv pip compile --quiet --python-version 3.11 --generate-hashes --no-emit-index-url -c requirements/test.txt requirements/spark.in -o requirements/spark.txt
