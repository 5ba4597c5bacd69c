"""Where a fetch may go: which URLs, and which addresses of their hosts. Public ones only, unless others are allowed."""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx

from index.fetching.failures import passing, permanent

Network = IPv4Network | IPv6Network
Resolver = Callable[[str], Sequence[str]]
"""From the name of a host to its addresses, all of them. Raises OSError where it has none."""

_LONGEST = 4000  # characters; servers take about 8000
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NO_HOSTS = [IPv4Network(net) for net in ("192.0.0.0/24", "192.88.99.0/24")]  # beside those that ipaddress knows
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NO_HOSTS_6 = [
    IPv6Network(net)
    for net in (
        "2001::/23",  # Teredo, ORCHID and other protocols' own
        "2001:db8::/32",  # documentation, as is 3fff::/20
        "2002::/16",  # 6to4, given up, which would lead to any IPv4 address
        "3fff::/20",
    )
]
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last 32 bits


def resolve(host: str) -> list[str]:
    """Return the addresses of a host as this machine's resolver gives them."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in found))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is a host's on the internet: not private, local, shared, multicast, reserved or translated."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and not any(address in net for net in _NO_HOSTS)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _GLOBAL_UNICAST and address.is_global and not any(address in net for net in _NO_HOSTS_6)


def find_refusal(url: httpx.URL, ports: Collection[int]) -> str | None:
    """Return why a URL is not to be asked for, whatever its host; None where it may be."""
    if url.scheme not in _DEFAULT_PORTS:
        return (
            f"only http and https are fetched, not {url.scheme}"
            if url.scheme
            else "begin it with https:// and the name of a host"
        )
    if not url.host:
        return "it names no host"
    if url.userinfo:
        return "it holds a user name or password; leave them out"
    port = _DEFAULT_PORTS[url.scheme] if url.port is None else url.port
    if port not in ports:
        return f"port {port} is not one that web pages are on"
    return f"it is longer than {_LONGEST} characters" if len(str(url)) > _LONGEST else None


def find_addresses(host: str, asked: str, resolver: Resolver, allowed: Sequence[Network]) -> list[str]:
    """Return the addresses of a host, when each of them may be connected to. Raises FetchError.

    Which address it is that forbids it is not told: names inside somebody's network are not for everybody to look up.
    """
    try:
        addresses = [ip_address(found) for found in _literal(host) or resolver(host)]
    except (OSError, ValueError) as error:  # a label of more than 63 letters is a UnicodeError, thus a ValueError
        raise passing(asked, f"the name {host} is not known") from error
    if not addresses:
        raise passing(asked, f"the name {host} has no address")
    if not all(is_public(address) or any(address in net for net in allowed) for address in addresses):
        raise permanent(asked, f"{host} is not on the public internet")
    return [str(address) for address in addresses]


def _literal(host: str) -> list[str]:
    try:
        return [str(ip_address(host))]
    except ValueError:
        return []
