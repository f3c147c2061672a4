"""Says one event to a receiver over HTTPS, and hears its answer.

Own code and no library, because the machine that was judged must be the machine that is connected to, redirects must lead nowhere, and a
receiver that drips its answer must not hold the worker. Only the status line is read.
"""

from __future__ import annotations

import socket
import ssl
import time
from urllib.parse import SplitResult

from cms.api.targets import HTTPS_PORT, TargetNotAllowedError, read_target, resolve

CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 10.0
LONGEST_STATUS_LINE_BYTES = 1024


class NoAnswerError(Exception):
    """The receiver could not be reached or said nothing that is HTTP; the message is a word for the log."""


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """Send the body and give the status of the answer, 100 to 599. Takes at most three times ANSWER_SECONDS and the name's look-up.

    Raises:
        TargetNotAllowedError: events must not be sent there.
        NoAnswerError: nobody answered, or the certificate does not hold.
    """
    parts = read_target(url)
    try:
        family, address = resolve(parts)
        with socket.socket(family, socket.SOCK_STREAM) as plain:
            plain.settimeout(CONNECT_SECONDS)
            plain.connect(address)
            plain.settimeout(ANSWER_SECONDS)
            with ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname) as secure:
                secure.sendall(_request(parts, body, headers))
                return _status(_first_line(secure))
    except TargetNotAllowedError:
        raise
    except ssl.SSLCertVerificationError as error:
        raise NoAnswerError("certificate") from error
    except (OSError, UnicodeError) as error:
        raise NoAnswerError(type(error).__name__) from error


def _request(parts: SplitResult, body: bytes, headers: dict[str, str]) -> bytes:
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname)
    port = f":{parts.port}" if parts.port and parts.port != HTTPS_PORT else ""
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [
        f"POST {target} HTTP/1.1",
        f"Host: {host}{port}",
        "Connection: close",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _first_line(secure: ssl.SSLSocket) -> bytes:
    until = time.monotonic() + ANSWER_SECONDS
    heard = b""
    while b"\n" not in heard and len(heard) < LONGEST_STATUS_LINE_BYTES:
        left = until - time.monotonic()
        if left <= 0:
            raise NoAnswerError("TimeoutError")
        secure.settimeout(left)
        more = secure.recv(LONGEST_STATUS_LINE_BYTES)
        if not more:
            break
        heard += more
    return heard.split(b"\n", 1)[0]


def _status(line: bytes) -> int:
    words = line.split(None, 2)
    if len(words) < 2 or not words[0].startswith(b"HTTP/1.") or not (len(words[1]) == 3 and words[1].isdigit()):
        raise NoAnswerError("not HTTP")
    return int(words[1])
