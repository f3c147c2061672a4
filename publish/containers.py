"""What stands inside files that are not plain text: members of zip archives and workbooks, columns of Parquet files, pages of PDFs.

The scan for private strings reads these as it reads pages: compression must hide nothing.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Set
from pathlib import PurePosixPath

import duckdb

from publish.errors import UnreadableError
from publish.measures import OFFLINE
from publish.pdf_texts import pdf_texts

ZIPS = {".zip", ".xlsx", ".docx", ".odt", ".ods"}
PARQUET_ROWS = 2_000
PARQUET_MARK = b"PAR1"
WITHOUT_DIGITS = bytes(32 if 48 <= byte <= 57 else byte for byte in range(256))
LOCAL_HEADER_BYTES, DIRECTORY_ENTRY_BYTES, END_BYTES = 30, 46, 22


def texts(
    name: str, data: bytes, seen: Set[str] = frozenset(), same: Set[str] = frozenset()
) -> Iterator[tuple[str, bytes]]:
    """Everything to be read in a file: its own bytes, and what it packs, each under a name.

    Args:
        seen: SHA-256 of files that are read elsewhere; members with these bytes are left out.
        same: members that are as in a file that was read before.

    Raises:
        UnreadableError: the file is not what its name says.
    """
    ending = PurePosixPath(name).suffix
    try:
        if ending in ZIPS:
            yield from _zip_texts(name, data, seen, same)
        elif ending == ".parquet":
            yield name, _parquet_bytes(name, data)
            yield from ((name, part) for part in _parquet_texts(data))
        else:
            yield name, data
            if ending == ".pdf":
                yield from ((name, part) for part in pdf_texts(name, data))
            elif ending == ".csv" and b'""' in data:
                yield name, data.replace(b'""', b'"')  # a quotation mark as CSV writes it
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, duckdb.Error) as error:
        raise UnreadableError(name, str(error)) from error


def _zip_texts(name: str, data: bytes, seen: Set[str], same: Set[str]) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        about = [entry.filename.encode() + b" " + entry.comment + entry.extra for entry in entries]
        yield name, b"\n".join([*about, archive.comment])
        accounted = END_BYTES + len(archive.comment)
        for entry in entries:
            written = entry.filename.encode()
            accounted += LOCAL_HEADER_BYTES + DIRECTORY_ENTRY_BYTES + 2 * (len(written) + len(entry.extra))
            accounted += entry.compress_size + len(entry.comment)
            if entry.filename not in same:
                yield from _member(f"{name}/{entry.filename}", archive.read(entry), seen)
        if accounted != len(data):
            yield name, data  # something lies between the members


def _member(name: str, data: bytes, seen: Set[str]) -> Iterator[tuple[str, bytes]]:
    if not seen or hashlib.sha256(data).hexdigest() not in seen:
        yield from texts(name, data, seen)


def _parquet_bytes(name: str, data: bytes) -> bytes:
    """The bytes of the file itself, with no digits before the footer, which holds names of columns and notes of the writer.

    Pages are packed: shortened repetitions leave digits beside digits that no value has, and those looked like somebody's number.
    The numbers that pages do hold are read by `_parquet_texts`.
    """
    footer = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    if data[:4] != PARQUET_MARK or data[-4:] != PARQUET_MARK or footer < len(PARQUET_MARK):
        raise UnreadableError(name, "it does not begin and end as Parquet does")
    return data[:footer].translate(WITHOUT_DIGITS) + data[footer:]


def _parquet_texts(data: bytes) -> Iterator[bytes]:
    """The values of every column, row by row."""
    with (
        tempfile.NamedTemporaryFile(suffix=".parquet") as file,
        duckdb.connect(":memory:", config={"threads": 1, **OFFLINE}) as connection,
    ):
        file.write(data)
        file.flush()
        described = connection.execute("DESCRIBE SELECT * FROM read_parquet($file)", {"file": file.name}).fetchall()
        columns = ", ".join('"' + column[0].replace('"', '""') + '"::VARCHAR' for column in described)
        query = f"SELECT concat_ws(chr(10), {columns}) FROM read_parquet($file)"  # noqa: S608 - names, quoted
        result = connection.execute(query, {"file": file.name})
        while rows := result.fetchmany(PARQUET_ROWS):
            yield "\n".join(row[0] for row in rows).encode()
