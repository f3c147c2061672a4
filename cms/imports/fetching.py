"""Fetches a file from an address that a person typed, without letting the server be led to where that person could not go.

Only https. The host's name is looked up once, every answer must be a public address, and that address is what is connected to. Redirects
are not followed: the message says where they lead.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from cms.cases.importers.lines import UnreadableFileError
from cms.server.public_hosts import is_public

TIMEOUT_SECONDS = 20.0
"""For one answer of the network."""
DEADLINE_SECONDS = 120.0
"""For all of it."""
CHUNK_BYTES = 64_000


class _Pinned(http.client.HTTPSConnection):
    """Speaks to one address in the name of the host: a second look-up could lead elsewhere."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=TIMEOUT_SECONDS, context=self._tls)
        self._address = address

    def connect(self) -> None:
        """Open the connection to the address that was checked."""
        plain = socket.create_connection((self._address, self.port), TIMEOUT_SECONDS)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


def fetch(url: str, limit_bytes: int) -> Iterator[bytes]:
    """The bytes at the address, in chunks.

    Raises:
        UnreadableFileError: the address may not be fetched, does not answer, answers with an error, or sends too much.
    """
    parts = urlsplit(url)
    try:
        connection = _connection(parts.scheme, parts.hostname or "", parts.port)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"Accept": "application/json, text/xml;q=0.9", "Accept-Encoding": "identity", "User-Agent": "Klarsyn"}
        connection.request("GET", target, headers=headers)
        answer = connection.getresponse()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise UnreadableFileError(
            _("%(host)s does not answer as it should (%(error)s). Try again later, or upload a file.")
            % {"host": parts.hostname, "error": type(error).__name__}
        ) from error
    try:
        _check_status(answer, parts.hostname or "")
        yield from _body(answer, limit_bytes)
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    named = host.lower() in settings.IMPORT_HOSTS
    found = sorted({str(each[4][0]) for each in _look_up(host)})
    addresses = [ipaddress.ip_address(each.partition("%")[0]) for each in found]
    loopback = named and all(each.is_loopback for each in addresses)
    if scheme != "https" and not (scheme == "http" and loopback):
        raise UnreadableFileError(_("Only addresses that begin with https:// are fetched."))
    if not named and not all(map(is_public, addresses)):
        raise UnreadableFileError(
            _(
                "%(host)s is not on the public internet, so it is not fetched. An administrator can allow it with KLARSYN_IMPORT_HOSTS."
            )
            % {"host": host}
        )
    if scheme == "http":
        return http.client.HTTPConnection(found[0], port or 80, timeout=TIMEOUT_SECONDS)
    return _Pinned(host, port or 443, found[0])


def _look_up(host: str) -> list[Any]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM) if host else []
    if not found:
        raise UnreadableFileError(_("This is no address. Write it as https://host/path."))
    return found


def _check_status(answer: http.client.HTTPResponse, host: str) -> None:
    if 300 <= answer.status < 400:
        leads_to = urlsplit(answer.headers.get("Location", "")).hostname or host
        raise UnreadableFileError(
            _("%(host)s leads on to another address at %(other)s. Give that address instead.")
            % {"host": host, "other": leads_to}
        )
    if answer.status != 200:
        raise UnreadableFileError(
            _("%(host)s answers with the error %(status)d. Check the address.")
            % {"host": host, "status": answer.status}
        )


def _body(answer: http.client.HTTPResponse, limit_bytes: int) -> Iterator[bytes]:
    size, deadline = 0, time.monotonic() + DEADLINE_SECONDS
    while True:
        try:
            chunk = answer.read1(CHUNK_BYTES)
        except (OSError, http.client.HTTPException) as error:
            raise UnreadableFileError(_("The connection broke half-way. Try again, or upload a file.")) from error
        if not chunk:
            break
        size += len(chunk)
        if size > limit_bytes:
            raise UnreadableFileError(
                _("The address sends more than %(limit)d MB. Ask for fewer days at a time.")
                % {"limit": limit_bytes // 1_000_000}
            )
        if time.monotonic() > deadline:
            raise UnreadableFileError(
                _("The address sends too slowly. Ask for fewer days at a time, or upload a file.")
            )
        yield chunk
    if answer.length:
        raise UnreadableFileError(_("The connection broke half-way. Try again, or upload a file."))
