"""Item pages, and the pages that stand where an item was withdrawn."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from hashlib import blake2b

from jinja2.exceptions import TemplateError

from portal.corpus import Entry
from portal.errors import BuildError, RecordError
from portal.output import index
from portal.press import Press
from portal.sharing import is_much, processors

SHARE = 500


def write_records(press: Press) -> None:
    """Every item page whose inputs changed."""
    wanted = [entry for entry in press.portal.corpus.entries.values() if _needs_page(press, entry)]
    if is_much(len(wanted)):
        _render_in_processes(press, wanted, processors())
    else:
        _render(press, wanted)


def _render(press: Press, wanted: list[Entry]) -> None:
    render = press.renderer("item.html")
    for entry, record in press.portal.corpus.records(wanted):
        view = press.viewer.item(record, entry.file)
        view["related"] = _related(press, entry)
        view["path"] = entry.path
        try:
            html = render(view)
        except (TemplateError, TypeError, ValueError) as error:
            raise RecordError(entry.id, entry.file, str(error)) from error
        press.output.write(index(entry.path), html)
        press.keep_card(record, entry)


def _render_in_processes(press: Press, wanted: list[Entry], processors: int) -> None:
    """The same in copies of this process, which have all that was read; each renders shares until none is left."""
    pool = ProcessPoolExecutor(
        processors, multiprocessing.get_context("fork"), initializer=_Shares.begin, initargs=(press, wanted)
    )
    try:
        for cards in pool.map(_Shares.render, range(0, len(wanted), SHARE)):
            press.take_cards(cards)
            press.output.written += len(cards)
    except BrokenProcessPool as error:
        raise BuildError("A process that rendered pages was ended from outside. Is there memory enough?") from error
    finally:
        pool.shutdown(cancel_futures=True)


class _Shares:
    """What a rendering process was made with."""

    press: Press
    wanted: list[Entry]

    @classmethod
    def begin(cls, press: Press, wanted: list[Entry]) -> None:
        """Called once in each process; nothing is copied to it, it was born with both."""
        cls.press, cls.wanted = press, wanted

    @classmethod
    def render(cls, begin: int) -> dict[str, str]:
        """Write the pages of one share; gives the list entries of its records, which listings need."""
        share = cls.wanted[begin : begin + SHARE]
        _render(cls.press, share)
        return cls.press.cards_of(share)


def _needs_page(press: Press, entry: Entry) -> bool:
    """Note the item page and its fingerprint: its line with the names it shows, and its related items."""
    parts = [press.item_stamp, entry.digest]
    for older in _related(press, entry) if entry.related else ():
        parts.append(older.path.encode())
        parts.append(older.heading.encode())
    return press.output.needs(index(entry.path), blake2b(b"".join(parts), digest_size=16).hexdigest())


def _related(press: Press, entry: Entry) -> list[Entry]:
    """The related items that are still published."""
    corpus = press.portal.corpus
    found = []
    for other in entry.related:
        older = corpus.entries.get(other)
        if older is not None:
            found.append(older)
        elif other not in corpus.tombstones:
            raise RecordError(entry.id, entry.file, f"the related item {other} is neither published nor withdrawn")
    return found


def write_tombstones(press: Press) -> None:
    """A page for every withdrawn item: dates and a reason."""
    labels = press.portal.labels
    for withdrawn in press.portal.corpus.tombstones.values():
        tombstone = withdrawn.tombstone
        try:
            chain = [labels.units[code] for code in tombstone.organisation[1:]]
            reason, kind = labels.withdrawal_reasons[tombstone.reason], labels.kinds[tombstone.kind]
        except KeyError as error:
            raise RecordError(tombstone.id, "tombstones.jsonl", f"{error.args[0]!r} is not known") from error
        values = {"tombstone": tombstone, "chain": chain, "reason": reason, "kind": kind}
        press.page(tombstone.path, "tombstone.html", section="browse", **values)
