"""Whose turn it is to write, among the threads of one process."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, nullcontext

from django.db import connection

_TURN = threading.Lock()


def one_writer() -> AbstractContextManager[object]:
    """This thread's turn. SQLite takes one write at a time, and whoever finds it busy sleeps in ever longer steps; a lock wakes at once."""
    return _TURN if connection.vendor == "sqlite" else nullcontext()
