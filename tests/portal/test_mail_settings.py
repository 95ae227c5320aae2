"""EMAIL_URL says which server takes letters, and how."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.environment import mail_server


@pytest.mark.parametrize(
    ("address", "port", "ssl", "tls"),
    [
        ("smtp://127.0.0.1", 25, False, False),
        ("smtps://u:p%40ss@mail.example.vn", 465, True, False),
        ("smtp+tls://u:p%40ss@mail.example.vn:2587", 2587, False, True),
    ],
)
def test_an_address_of_a_mail_server_is_understood(monkeypatch, address, port, ssl, tls):
    monkeypatch.setenv("EMAIL_URL", address)
    options = mail_server("EMAIL_URL")["OPTIONS"]
    assert (options["port"], options["use_ssl"], options["use_tls"]) == (port, ssl, tls)
    assert options["password"] in {"", "p@ss"} and options["timeout"]


def test_no_address_means_no_mail(monkeypatch):
    monkeypatch.delenv("EMAIL_URL")
    assert mail_server("EMAIL_URL") is None


@pytest.mark.parametrize("address", ["mail.example.vn", "http://mail.example.vn", "smtp://x:y"])
def test_a_malformed_address_is_refused_by_its_name(monkeypatch, address):
    monkeypatch.setenv("EMAIL_URL", address)
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        mail_server("EMAIL_URL")
