"""Where a request comes from, as far as the site's own proxies tell it."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# One household or one phone holds a whole block of these.
_IPV6_BLOCK = 64


def read_networks(words: str) -> tuple[Network, ...]:
    """Read addresses and networks, separated by commas; what is none is left out."""
    found = []
    for word in words.split(","):
        try:
            found.append(ipaddress.ip_network(word.strip(), strict=False))
        except ValueError:
            continue
    return tuple(found)


def client_address(meta: Mapping[str, object], *, proxies: Sequence[Network]) -> str:
    """Return the address that a limit is kept for: the nearest that is none of the site's proxies.

    Each proxy adds who spoke to it at the end of ``X-Forwarded-For``; what stands further left was said by the
    visitor and proves nothing.

    Args:
        meta: of the request, with ``REMOTE_ADDR`` and ``HTTP_X_FORWARDED_FOR``.
        proxies: the networks whose word is taken.

    Returns:
        An IPv4 address, or the block of 64 bits of an IPv6 address; ``"?"`` where nothing can be read.
    """
    forwarded = str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    hops = [*reversed(forwarded[-20:]), ""]
    spoke = _read(str(meta.get("REMOTE_ADDR", "")))
    for told in hops:
        if spoke is None or not any(spoke in network for network in proxies):
            break
        before = _read(told)
        if before is None:
            break
        spoke = before
    return _kept(spoke)


def _read(words: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(words.strip().strip("[]"))
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found


def _kept(address: ipaddress.IPv4Address | ipaddress.IPv6Address | None) -> str:
    if address is None:
        return "?"
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, _IPV6_BLOCK), strict=False))
