"""Where a request comes from: the whole address for throttling, a coarse network for the log."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

IPV4_BITS, IPV6_BITS = 24, 48


def client_address(request: HttpRequest) -> str:
    """The address that connected; behind a proxy, the one that the proxy next to us saw. Empty when it is none."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY and (forwarded := request.META.get("HTTP_X_FORWARDED_FOR", "")):
        address = forwarded.rsplit(",", 1)[
            -1
        ]  # the nearest proxy appends; what stands before it anyone may have written
    try:
        return str(ipaddress.ip_address(address.strip()))
    except ValueError:
        return ""


def network_of(address: str) -> str:
    """The network of an address: enough to tell the office from abroad, too little to tell a person."""
    try:
        bits = IPV4_BITS if ipaddress.ip_address(address).version == 4 else IPV6_BITS
    except ValueError:
        return ""
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))
