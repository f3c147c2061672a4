"""Which machines Klarsyn connects to when somebody typed the address: public ones, not the municipality's own network."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address, and the one of IPv4 that it may carry, is on the public internet and belongs to one machine."""
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
    return bool(address.is_global and inner.is_global and not address.is_multicast)
