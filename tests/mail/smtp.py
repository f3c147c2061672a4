"""A mail server on this machine that does as it is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Post:
    """Takes letters; `answers` gives its replies to RCPT and DATA, one after the other, and after them it takes everything."""

    def __init__(self) -> None:
        self.received: list[Message] = []
        self.to_rcpt: list[str] = []
        self.to_data: list[str] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.to_rcpt:
            return self.to_rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.to_data:
            return self.to_data.pop(0)
        self.received.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    @property
    def subjects(self) -> list[str]:
        return [str(letter["Subject"]) for letter in self.received]


class _Server(Controller):
    def factory(self) -> SMTP:
        return SMTP(self.handler, hostname="post.example", enable_SMTPUTF8=True)

    def _trigger_server(self) -> None:
        """The port is the one the system chose."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def listening(post: Post) -> Iterator[int]:
    """The port on which the server listens."""
    server = _Server(post, hostname="127.0.0.1", port=0)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()
