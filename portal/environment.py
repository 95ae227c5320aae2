"""Reads settings from the environment and fails loudly, naming the variable and what it wants."""

import os
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

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


def fitting(name: str, pattern: str, wanted: str, default: str = "") -> str:
    """A value that is its default or fits `pattern`; `wanted` says so in words."""
    value = os.environ.get(name, "")
    if value and not re.fullmatch(pattern, value):
        raise ImproperlyConfigured(f"{name} must be {wanted}.")
    return value or default


def words(name: str) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def hosts(name: str, default: str) -> list[str]:
    """Host names separated by commas; a point before one lets in all hosts below it."""
    found = words(name) or default.split(",")
    for host in found:
        if not re.fullmatch(r"\*|\[[0-9a-fA-F:]+\]|\.?[\w-]+(\.[\w-]+)*", host):
            raise ImproperlyConfigured(
                f"{name} must be host names such as congkhai.example, without https:// or a port."
            )
    return found


def networks(name: str) -> list[str]:
    """Addresses or networks separated by commas."""
    found = words(name)
    for network in found:
        try:
            ip_network(network, strict=True)
        except ValueError as error:
            raise ImproperlyConfigured(
                f"{name} must be addresses or networks such as 10.0.0.0/8, not {network!r}."
            ) from error
    return found


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
    found = Path(os.environ.get(name) or default).expanduser().resolve()
    if found.exists() and not found.is_dir():
        raise ImproperlyConfigured(f"{name} must be a folder.")
    return found


def file(name: str, default: Path) -> Path:
    """A file; it need not exist yet."""
    found = Path(os.environ.get(name) or default).expanduser().resolve()
    if found.is_dir():
        raise ImproperlyConfigured(f"{name} must be a file.")
    return found


def file_store(name: str, default: Path) -> tuple[Path, dict[str, str | None] | None]:
    """A folder for files, and the bucket that is used in its place, if one is named.

    file:///var/lib/congkhai/files, or s3://bucket/prefix?endpoint=https://s3.example.vn&region=vn;
    without an endpoint the bucket is Amazon's.
    """
    value = os.environ.get(name, "")
    parts = urlsplit(value)
    asked = dict(parse_qsl(parts.query))
    if parts.scheme == "s3" and parts.hostname and set(asked) <= {"endpoint", "region"}:
        endpoint = asked.get("endpoint")
        if endpoint is None or urlsplit(endpoint).scheme in {"http", "https"}:
            bucket = {"name": parts.netloc, "prefix": parts.path.strip("/"), "endpoint": endpoint}
            return default, {**bucket, "region": asked.get("region")}
    elif parts.scheme == "file" and parts.path.startswith("/") and not (parts.netloc or asked):
        return Path(unquote(parts.path)).resolve(), None
    elif not value:
        return default, None
    raise ImproperlyConfigured(
        f"{name} must be like file:///var/lib/congkhai/files or "
        "s3://bucket/prefix?endpoint=https://s3.example.vn&region=vn."
    )


def file_or_none(name: str) -> Path | None:
    """A file; None where the variable is not set."""
    return file(name, Path()) if os.environ.get(name) else None


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
