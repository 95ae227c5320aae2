"""Posts to an address that somebody else chose, without being led into our own network.

The name is resolved once, every address it has must be a public one, and the connection goes to
the address that was looked at: a name that changes its mind in between changes nothing. Redirects
are not followed, and of the answer only the status is read.
"""

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import urlsplit

SECONDS = 10


class Unreachable(Exception):
    """The address may not be called, or nobody answered; says why, without what was answered."""


def public_address(host: str, port: int) -> str:
    """The address to connect to. Raises Unreachable unless all of the name's are public."""
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise Unreachable("The name is unknown.") from error
    if not all(_is_public(address) for address in found):
        raise Unreachable("The address is not a public one.")
    return min(found)


def _is_public(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if parsed.version == 6:
        # ::ffff:10.0.0.1, 2002:0a00:0001:: and 64:ff9b::10.0.0.1 lead to IPv4.
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if parsed in _NAT64:
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            parsed = inner
    return parsed.is_global and not parsed.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status that the address answered. Raises Unreachable."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    try:
        wire = socket.create_connection((public_address(host, port), port), timeout=SECONDS)
        if secure:
            wire = ssl.create_default_context().wrap_socket(wire, server_hostname=host)
        connection.sock = wire
        connection.request("POST", path, body, headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        connection.close()
