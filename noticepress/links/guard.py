"""What may be fetched: http and https, no name or password, and Internet addresses that are public and nothing else.

The same rules hold before a run, at every redirect, and at the moment of connecting, for exactly the address that is
connected to: a name that resolves differently the second time gains nothing.
"""

import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

SCHEMES = frozenset({"http", "https"})
LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
#: Forms that carry another address inside (RFC 4291, 6052, 8215, 3056, 4380, 7526), and what ``is_global`` lets
#: through though no website is there: benchmarking, documentation and discard ranges come with the library.
_CARRIERS: tuple[Network, ...] = tuple(
    map(ip_network, ("::ffff:0:0/96", "::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16",
                     "2001::/32", "192.88.99.0/24", "3fff::/20", "5f00::/16"))
)  # fmt: skip
#: The one part of IPv6 in which public addresses are given out (IANA).
_GLOBAL_V6 = ip_network("2000::/3")
#: The interface part of an ISATAP address (RFC 5214), without the bit that says whether it is unique.
_ISATAP = 0x5EFE
#: Names that the public DNS never holds (RFC 6761, 6762, 7686, 8375, 9476).
RESERVED_NAMES = ("invalid", "test", "example", "local", "onion", "alt", "internal", "home.arpa")
_NUMERIC_HOST = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+))*\.?", re.IGNORECASE)


@dataclass(frozen=True)
class Guard:
    """What may be connected to: public addresses, and ``allowed``, which is empty outside tests."""

    allowed: tuple[Network, ...] = ()

    def address_fault(self, text: str) -> str | None:
        """Say why nothing may be sent to the IP address ``text``, or ``None``."""
        address = ip_address(text.partition("%")[0])
        if any(address in network for network in self.allowed if network.version == address.version):
            return None
        if any(address in network for network in _CARRIERS if network.version == address.version):
            return f"{address} carries or stands for another address"
        if not address.is_global or address.is_multicast or address.is_reserved or _is_odd_v6(address):
            return f"{address} is no public address"
        return None

    def url_fault(self, url: str) -> str | None:
        """Say why ``url`` may not be fetched, or ``None``; a name is judged when it has been resolved."""
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            return "it is no address that a browser could read"
        if parts.scheme.lower() not in SCHEMES:
            return f"only http and https are fetched, not '{parts.scheme}'"
        if parts.username is not None or parts.password is not None:
            return "it holds a name or a password, and none is ever sent"
        if not host:
            return "it names no host"
        return self._host_fault(host)

    def _host_fault(self, host: str) -> str | None:
        try:
            return self.address_fault(host)
        except ValueError:  # a name, or an address in an odd spelling
            odd = _NUMERIC_HOST.fullmatch(host)
            return f"'{host}' is an address in an odd spelling" if odd else None

    def resolve(self, host: str, port: int) -> Sequence[tuple[socket.AddressFamily, tuple[Any, ...]]]:
        """Return the addresses of ``host`` that may be connected to; ``Refused`` where it has none of them.

        Raises ``OSError`` where the name cannot be resolved.
        """
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        faults = {str(place[0]): self.address_fault(str(place[0])) for *_, place in found}
        good = [(family, tuple(place)) for family, *_, place in found if faults[str(place[0])] is None]
        if not good:
            reason = next((fault for fault in faults.values() if fault), "it has no address")
            raise RefusedError(reason)
        return good


def _is_odd_v6(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return False
    return address not in _GLOBAL_V6 or (int(address) >> 32) & 0xFDFFFFFF == _ISATAP


class RefusedError(OSError):
    """An address that must not be connected to. It never leaves the process that fetches."""


def reserved(host: str) -> str | None:
    """Return the ending of ``host`` that the public DNS never holds, or ``None``."""
    name = host.rstrip(".").lower()
    return next((ending for ending in RESERVED_NAMES if name == ending or name.endswith(f".{ending}")), None)
