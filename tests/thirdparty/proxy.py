"""nginx with the sample configuration of deploy/, on ports and folders of a test's own."""

import re
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager
from http.client import HTTPSConnection
from pathlib import Path

SAMPLE = Path(__file__).parents[2] / "deploy" / "nginx.conf"
HOST = "congkhai.example"
AROUND = """
worker_processes 1;
user {user};
pid {folder}/nginx.pid;
daemon off;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""


def free_port():
    """A port of the loopback that nobody listened on a moment ago."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def configuration(folder, upstream, port, user, more=""):
    """The sample as it stands in deploy/, with other ports, paths and certificate.

    `more` are locations of the caller's own.
    """
    site = SAMPLE.read_text("utf-8")
    changes = (
        (r"unix:/run/congkhai/web\.sock", upstream),
        (r"listen \[::\].*\n", ""),
        (r"listen 80;", f"listen 127.0.0.1:{free_port()};"),
        (r"listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl;"),
        (r"/etc/ssl/congkhai/fullchain\.pem", f"{folder}/cert.pem"),
        (r"/etc/ssl/congkhai/privkey\.pem", f"{folder}/key.pem"),
        (r"/var/log/nginx/", f"{folder}/"),
        (r"/var/cache/nginx/", f"{folder}/cache-"),
        (r"    location / \{", f"{more}    location / {{"),
    )
    for pattern, replacement in changes:
        site, count = re.subn(pattern, replacement, site)
        assert count, f"the sample has no {pattern} any more"
    return AROUND.format(folder=folder, user=user, site=site)


@contextmanager
def proxy(folder, upstream, user, more=""):
    """Serves until the end of the block; gives the port."""
    port = free_port()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", f"/CN={HOST}", "-keyout", folder / "key.pem",
         "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    (folder / "nginx.conf").write_text(configuration(folder, upstream, port, user, more), "utf-8")
    command = ["nginx", "-p", str(folder), "-c", "nginx.conf", "-e", str(folder / "start.log")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(process, port, folder)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _wait(process, port, folder):
    for _time in range(100):
        if process.poll() is not None:
            raise AssertionError((folder / "start.log").read_text("utf-8"))
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx does not listen")


def get(port, path, **headers):
    """(status, headers, body) of one request of a reader."""
    trust = ssl.create_default_context()
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    connection = HTTPSConnection("127.0.0.1", port, context=trust, timeout=20)
    connection.request("GET", path, headers={"Host": HOST, **headers})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, response.headers, body
