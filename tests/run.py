"""Runs the suite or the checks against a private PostgreSQL, or DATABASE_URL's when it is set.

`--check` proves what needs no browser: types, deploy settings, migrations, printed documents, house
rules. `--docs` prints the documents anew. `--long` runs what is too slow for every landing. Other
arguments go to pytest.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE_DIR))

from portal.database import LocalPostgres  # noqa: E402 (the folder above is not on the path yet)

PYTEST = [sys.executable, "-m", "pytest", "-q"]
BOTH_CORES = ["-n", "2", "--dist", "loadfile"]
PRODUCTION = {
    "SITE_URL": "https://congkhai.example",
    "SECRET_KEY": "for-the-check-alone-" + "7hZq" * 12,
    "TRUSTED_PROXIES": "127.0.0.1",
    "CLAMD_SOCKET": "/run/clamav/clamd.ctl",
    "DJANGO_SETTINGS_MODULE": "portal.settings",
}


def main(arguments: list[str]) -> int:
    """The exit code of the first step that fails, or 0."""
    with tempfile.TemporaryDirectory(prefix="congkhai-run-") as folder:
        if os.environ.get("DATABASE_URL"):
            return _steps(arguments)
        # mkdtemp's folder is closed to the account that runs the database.
        Path(folder).chmod(0o711)
        server = LocalPostgres(Path(folder), fast=True)
        os.environ["DATABASE_URL"] = server.start()
        try:
            return _steps(arguments)
        finally:
            server.stop()


def _steps(arguments: list[str]) -> int:
    manage = [sys.executable, "manage.py"]
    # Compiled catalogues are not in the repository, and a fresh clone has none.
    compiled = ([*manage, "compile_messages", "-v0"], PRODUCTION)
    match arguments:
        case ["--check"]:
            steps = [
                ([sys.executable, "-m", "mypy"], {}),
                ([*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
                ([*manage, "makemigrations", "--check", "--dry-run"], PRODUCTION),
                ([*PYTEST, "tests/house"], {}),
            ]
        case ["--docs"]:
            steps = [([*manage, "print_rules"], PRODUCTION)]
        case ["--long"]:
            steps = [([*PYTEST, *BOTH_CORES], {"LONG_TESTS": "1"})]
        case []:
            steps = [([*PYTEST, *BOTH_CORES], {})]
        case _:
            steps = [([*PYTEST, *arguments], {})]
    for command, more in [compiled, *steps]:
        answer = subprocess.run(command, cwd=BASE_DIR, env={**os.environ, **more}, check=False)
        if answer.returncode:
            return answer.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
