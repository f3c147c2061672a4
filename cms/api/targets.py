"""Where events may be sent: to addresses with https, and never by accident into the municipality's own network.

An address is looked at twice: when it is written, and when an event is sent, because a name can come to mean another machine.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from cms.server.public_hosts import is_public

HTTPS_PORT = 443


class TargetNotAllowedError(Exception):
    """Events must not be sent there; the message says why."""


def read_target(url: str) -> SplitResult:
    """The parts of an address that events can be sent to.

    Raises:
        TargetNotAllowedError: it is no address with https, or holds a user name.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise TargetNotAllowedError(_("This is no web address.")) from error
    if parts.scheme != "https" or not parts.hostname or port == 0:
        raise TargetNotAllowedError(_("Write an address that begins with https://."))
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise TargetNotAllowedError(_("Write the address without user name, password and #."))
    if not url.isascii() or any(letter.isspace() or not letter.isprintable() for letter in url):
        raise TargetNotAllowedError(_("Write the address without spaces and other letters than a–z."))
    return parts


def address_problem(url: str) -> str:
    """Why events must not be sent to this address, as far as the address itself tells; empty when they may."""
    try:
        host = str(read_target(url).hostname)
        literal = ipaddress.ip_address(host)
    except TargetNotAllowedError as error:
        return str(error)
    except ValueError:
        return ""
    return "" if is_allowed(host, literal) else _not_public(host)


def is_allowed(host: str, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether the machine is a public one, or one that KLARSYN_WEBHOOK_HOSTS names."""
    return host.lower() in settings.WEBHOOK_HOSTS or is_public(address)


def resolve(parts: SplitResult) -> tuple[int, tuple[str, int]]:
    """Family and address of the machine to connect to. Every address of the name must be allowed, not only the first.

    Raises:
        TargetNotAllowedError: one of them is not.
        OSError: the name is unknown.
    """
    host = str(parts.hostname)
    found = socket.getaddrinfo(host, parts.port or HTTPS_PORT, type=socket.SOCK_STREAM)
    for each in found:
        if not is_allowed(host, ipaddress.ip_address(str(each[4][0]).split("%", 1)[0])):
            raise TargetNotAllowedError(_not_public(host))
    family, _type, _proto, _name, address = found[0]
    return family, (str(address[0]), int(address[1]))


def _not_public(host: str) -> str:
    return _(
        "%(host)s is a machine of an inner network. Whoever runs Klarsyn can allow it with KLARSYN_WEBHOOK_HOSTS."
    ) % {"host": host}
