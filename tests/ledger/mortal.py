"""Child processes that die by SIGKILL at a named point, on a database of their own.

The database is a copy of the tests' own: what was committed to a ledger cannot be taken back.
"""

import os
import signal
import time
import warnings
from contextlib import contextmanager

import psycopg
from django.db import connection

PATIENCE = 60


def die():
    """As when the power fails: nothing is told, flushed or rolled back."""
    os.kill(os.getpid(), signal.SIGKILL)


def on_sql(words, times=1):
    """Die right after the statement that holds `words` was carried out for the nth time."""

    def install():
        left = [times]

        def watch(execute, sql, params, many, context):
            result = execute(sql, params, many, context)
            if words in str(sql):
                left[0] -= 1
                if not left[0]:
                    die()
            return result

        connection.execute_wrappers.append(watch)

    return install


def at_commit(times=1, *, after):
    """Die before or after the nth COMMIT."""

    def install():
        left, commit = [times], connection._commit

        def watch():
            left[0] -= 1
            if not left[0] and not after:
                die()
            commit()
            if not left[0]:
                die()

        connection._commit = watch

    return install


def on_call(owner, name, *, after):
    """Die before or after a function is called."""

    def install():
        whole = getattr(owner, name)

        def watch(*args, **more):
            if not after:
                die()
            whole(*args, **more)
            die()

        setattr(owner, name, watch)

    return install


def lives(work, install=None):
    """Do `work` in a child of this process; whether it lived to its end."""
    connection.close()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the runner's threads stay behind
        child = os.fork()
    if child == 0:
        signal.alarm(PATIENCE)
        try:
            if install:
                install()
            work()
        except BaseException:
            os._exit(2)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    _until_the_server_noticed()
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL, "the child hung"
        return False
    assert os.WEXITSTATUS(status) == 0, "the child raised"
    return True


def _until_the_server_noticed():
    """The dead one's session ends, and its locks with it."""
    end = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.01)
    raise AssertionError("a session outlived its process")


@contextmanager
def database_of_its_own(blocker):
    """Until the end Django works on a copy of the tests' database, without a transaction."""
    server, _, query = os.environ["DATABASE_URL"].partition("?")
    maintenance = f"{server.rpartition('/')[0]}/postgres?{query}"
    original, name = connection.settings_dict["NAME"], f"mortal_{os.getpid()}"
    with blocker.unblock():
        connection.close()
        with psycopg.connect(maintenance, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}"')
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')
        connection.settings_dict["NAME"] = name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = original
            with psycopg.connect(maintenance, autocommit=True) as admin:
                admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
