"""Released records as data, twenty-five to a file, for who follows the link of an item page.

A file per item would be three files more for each of 100,000 items, its compressed copies included; this is a tenth of that.
"""

from __future__ import annotations

from portal.corpus import Entry
from portal.press import Press, digests
from portal.site import data_path


def write_data(press: Press) -> None:
    """`/api/v1/records/<year>/<page>.json` with the records as docs/released-format.md describes them, by id."""
    files: dict[str, list[Entry]] = {}
    for entry in press.portal.corpus.entries.values():
        files.setdefault(data_path(entry.id)[1:], []).append(entry)
    for path, entries in files.items():
        if press.output.needs(path, press.fingerprint(b"data", digests(entries))):
            lines = [press.portal.corpus.line(entry) for entry in entries]
            press.output.write(path, b'{"records":[\n' + b",\n".join(lines) + b"\n]}\n")
