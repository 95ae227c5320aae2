"""A missing or malformed variable stops the start and is named, with what it wants."""

import runpy
from pathlib import Path

import pytest
from django.conf import settings as in_force
from django.core.exceptions import ImproperlyConfigured

SETTINGS = Path(in_force.BASE_DIR) / "portal" / "settings.py"
WHOLE = {
    "SITE_URL": "https://congkhai.example",
    "SECRET_KEY": "k" * 50,
    "DATABASE_URL": "postgresql://web@db.example/congkhai",
}
A_FILE, A_FOLDER = str(SETTINGS), str(SETTINGS.parent)
MALFORMED = [
    ("SITE_URL", "congkhai.example", "https://example.vn"),
    ("SECRET_KEY", "short", "32 characters"),
    ("DATABASE_URL", "mysql://db.example/x", "postgresql://"),
    ("DATABASE_URL", "postgresql://db.example:x/y", "port"),
    ("DATABASE_REPLICA_URL", "sqlite:///x", "postgresql://"),
    ("DEBUG", "perhaps", "1 or 0"),
    ("SAMPLE_DATABASE", "perhaps", "1 or 0"),
    ("ALLOWED_HOSTS", "https://congkhai.example", "host names"),
    ("TRUSTED_PROXIES", "10.0.0.0/8, proxy", "networks"),
    ("SINGLE_COMMUNE", "Ngã Năm", "five digits"),
    ("METRICS_TOKEN", "short", "16 letters"),
    ("STAFF_MFA_REQUIRED", "perhaps", "1 or 0"),
    ("OIDC_ISSUER", "http://dang-nhap.example", "https address"),
    ("OIDC_CLIENT_ID", "x", "OIDC_ISSUER is not set"),
    ("OIDC_CLIENT_SECRET", "x", "OIDC_ISSUER is not set"),
    ("EMAIL_URL", "mail.example.vn", "smtp+tls://"),
    ("DATA_DIR", A_FILE, "a folder"),
    ("DEMO_MAIL_DIR", A_FILE, "a folder"),
    ("EXPORTS_DIR", A_FILE, "a folder"),
    ("FILES_URL", "/var/lib/files", "file:///"),
    ("FILES_URL", "s3:///no-bucket", "s3://bucket"),
    ("FILES_URL", "s3://bucket?endpoint=s3.example.vn", "endpoint=https://"),
    ("FILES_URL", "s3://bucket?secret=x", "s3://bucket"),
    ("FILES_URL", "https://bucket.example", "s3://bucket"),
    ("CLAMD_SOCKET", "clamd", "host:port"),
    ("LEDGER_ORIGIN", "cong khai", "without spaces"),
    ("LEDGER_STATE_DIR", A_FILE, "a folder"),
    ("LEDGER_KEY_FILE", A_FOLDER, "a file"),
    ("LEDGER_QUORUM", "0", "at least 1"),
    ("WITNESS_KEY_FILE", A_FOLDER, "a file"),
    ("LOG_LEVEL", "LOUD", "DEBUG"),
]


@pytest.fixture
def start(monkeypatch):
    """Reads the settings as a process does that has these variables and no others of ours."""
    for name in {*WHOLE, *(row[0] for row in MALFORMED)}:
        monkeypatch.delenv(name, raising=False)

    def read(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(SETTINGS))

    return read


def test_three_variables_are_enough(start):
    assert start(**WHOLE)["ALLOWED_HOSTS"] == ["congkhai.example"]


@pytest.mark.parametrize("missing", sorted(WHOLE))
def test_what_is_compulsory_is_named_when_it_is_missing(start, missing):
    with pytest.raises(ImproperlyConfigured, match=f"{missing} is not set"):
        start(**{name: value for name, value in WHOLE.items() if name != missing})


@pytest.mark.parametrize(("name", "value", "wanted"), MALFORMED)
def test_what_is_malformed_is_named_with_what_it_wants(start, name, value, wanted):
    with pytest.raises(ImproperlyConfigured) as refused:
        start(**{**WHOLE, name: value})
    assert name in str(refused.value) and wanted in str(refused.value)
    # A secret that was mistyped is not repeated in the log of the start.
    if name in {"SECRET_KEY", "METRICS_TOKEN", "FILES_URL"}:
        assert value not in str(refused.value)


@pytest.mark.parametrize("name", ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"])
def test_a_provider_wants_its_client(start, name):
    both = {"OIDC_CLIENT_ID": "x", "OIDC_CLIENT_SECRET": "y"}
    del both[name]
    with pytest.raises(ImproperlyConfigured, match=f"{name} is not set"):
        start(**WHOLE, OIDC_ISSUER="https://dang-nhap.example", **both)


def test_files_lie_in_a_folder_or_in_a_bucket(start):
    assert start(**WHOLE, FILES_URL="file:///var/lib/t%E1%BB%87p")["FILES_DIR"] == Path(
        "/var/lib/tệp"
    )
    bucket = "s3://xa/cong-khai/?endpoint=https://s3.example.vn&region=vn-1"
    assert start(**WHOLE, FILES_URL=bucket)["FILES_BUCKET"] == {
        "name": "xa", "prefix": "cong-khai", "endpoint": "https://s3.example.vn", "region": "vn-1",
    }  # fmt: skip


def test_the_documents_name_each_variable_that_is_read(start):
    told = (Path(in_force.BASE_DIR) / "docs" / "operations.md").read_text(encoding="utf-8")
    for name in {*WHOLE, *(row[0] for row in MALFORMED)}:
        assert f"`{name}`" in told, name
