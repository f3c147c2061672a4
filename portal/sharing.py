"""Many pages are made by several processes at once. Here: those that are not items, by two."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from portal.errors import BuildError
from portal.output import Output
from portal.site import Portal

# From so many pages on, another process pays: making one and taking back what it made costs 0.1 s.
SHARED_FROM = 2_000


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0))


def is_much(pages: int) -> bool:
    """Whether so many pages are made sooner by several processes."""
    return pages >= SHARED_FROM and processors() > 1


def share(portal: Portal, output: Output, ours: Callable[[], None], theirs: Callable[[], None]) -> None:
    """Do two parts of the work, the second in a copy of this process when so much was written that the rest is much too.

    Raises:
        BuildError: a part failed, or both made the same page.
    """
    if not is_much(output.written):
        ours()
        theirs()
        return
    portal.corpus.close()  # a copied file would be read at a place that both move
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(1, fork, initializer=_Copy.begin, initargs=(output, theirs)) as pool:
        waiting = pool.submit(_Copy.work)
        ours()
        try:
            fingerprints, written = waiting.result()
        except BrokenProcessPool as error:
            raise BuildError("A process that rendered pages was ended from outside. Is there memory enough?") from error
    output.take(fingerprints, written)


class _Copy:
    """What the other process was made with; nothing is copied to it, it was born with both."""

    output: Output
    theirs: Callable[[], None]

    @classmethod
    def begin(cls, output: Output, theirs: Callable[[], None]) -> None:
        """Called once in the other process."""
        cls.output, cls.theirs = output, staticmethod(theirs)
        output.fingerprints, output.written = {}, 0

    @classmethod
    def work(cls) -> tuple[dict[str, str], int]:
        """Do the work; the fingerprints of what was made."""
        cls.theirs()
        return cls.output.fingerprints, cls.output.written
