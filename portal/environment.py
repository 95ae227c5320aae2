"""Reads settings from the environment and fails loudly, naming the variable and what it wants."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """The variable's value; raises ImproperlyConfigured when it is missing without default."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it in the environment.")
    return value


def flag(name: str, default: bool = False) -> bool:
    """A yes or no: 1/0, true/false, yes/no, on/off."""
    value = os.environ.get(name, "1" if default else "0").strip().lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def web_address(name: str, default: str | None = None) -> str:
    """An http or https address without a trailing slash."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ImproperlyConfigured(f"{name} must be an address such as https://example.vn.")
    return value


def provider(name: str) -> str:
    """The https address by which an OpenID provider calls itself; empty where it is not set.

    Its trailing slash is part of the name. Without TLS only this very machine is believed.
    """
    value = os.environ.get(name, "")
    parts = urlsplit(value)
    local = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    fits = parts.scheme == "https" or (parts.scheme == "http" and local)
    if value and not (fits and parts.hostname and not parts.query and not parts.fragment):
        raise ImproperlyConfigured(
            f"{name} must be an https address such as https://dang-nhap.example.vn/realms/xa."
        )
    return value


def beside(first: str, name: str) -> str:
    """A value that is set where `first` is, and only there."""
    value = os.environ.get(name, "")
    if bool(value) != bool(os.environ.get(first)):
        missing, given = (first, name) if value else (name, first)
        raise ImproperlyConfigured(f"{missing} is not set, but {given} is. Set both or neither.")
    return value


def mail_server(name: str) -> dict[str, Any] | None:
    """Django's settings for smtp://, smtps:// or smtp+tls:// (STARTTLS); None when not set.

    For example smtp+tls://user:password@mail.example.vn:587.
    """
    address = os.environ.get(name, "")
    if not address:
        return None
    parts = urlsplit(address)
    wanted = {"smtp": 25, "smtps": 465, "smtp+tls": 587}
    try:
        port = parts.port or wanted[parts.scheme]
    except (KeyError, ValueError) as error:
        raise ImproperlyConfigured(
            f"{name} must be like smtp+tls://user:password@mail.example.vn:587."
        ) from error
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname or "localhost",
            "port": port,
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": parts.scheme == "smtps",
            "use_tls": parts.scheme == "smtp+tls",
            "timeout": 20,
        },
    }


def folder(name: str, default: Path) -> Path:
    """A folder; it need not exist yet."""
    return Path(os.environ.get(name) or default).expanduser().resolve()


def file_or_none(name: str) -> Path | None:
    """A file; None where the variable is not set."""
    value = os.environ.get(name)
    return Path(value).expanduser().resolve() if value else None


def scanner(name: str) -> str | tuple[str, int] | None:
    """Where clamd listens: the path of a Unix socket, or host:port; None where it is not set."""
    value = os.environ.get(name, "")
    if not value or value.startswith("/"):
        return value or None
    host, colon, port = value.rpartition(":")
    if not (host and colon and port.isdecimal() and 0 < int(port) < 65536):
        raise ImproperlyConfigured(
            f"{name} must be a path like /run/clamav/clamd.ctl or host:port, not {value!r}."
        )
    return host.strip("[]"), int(port)


def whole(name: str, default: int) -> int:
    """A whole number of at least 1."""
    value = os.environ.get(name, str(default)).strip()
    if not value.isdigit() or int(value) < 1:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least 1, not {value!r}.")
    return int(value)


def database(name: str) -> dict[str, Any]:
    """Django's settings for a postgresql:// address; `host` may be given as ?host=/socket.

    `?pool=8` shares at most eight connections among the threads of a process; without it each
    thread keeps its own, which is as fast (stack trials) and has no bound.
    """
    parts = urlsplit(text(name))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must begin with postgresql://.")
    options: dict[str, Any] = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    try:
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} names a port that is not a number.") from error
    pool = options.pop("pool", "")
    if pool and not (pool.isdecimal() and 1 <= int(pool) <= 100):
        raise ImproperlyConfigured(f"{name} wants between 1 and 100 connections behind pool=.")
    if pool:
        options["pool"] = {"min_size": 1, "max_size": int(pool), "timeout": 10}
    return {
        "ENGINE": "portal.postgres",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(port or options.pop("port", "")),
        # A pool keeps its connections itself, and Django refuses to do so twice.
        "CONN_MAX_AGE": 0 if pool else 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
