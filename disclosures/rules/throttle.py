"""How often one network may send: by address prefix, never by a whole address kept for long."""

import ipaddress


def prefix(address: str) -> str:
    """The /24 of an IPv4 address or the /48 of an IPv6 one; one bucket for what is neither."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6:  # a socket for both writes IPv4 as ::ffff:203.0.113.7
        parsed = parsed.ipv4_mapped or parsed
    length = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network(f"{parsed}/{length}", strict=False))
