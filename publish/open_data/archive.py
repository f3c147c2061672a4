"""Zip archives put together from members that are compressed once: an unchanged member is copied as it lies in the archive before.

The whole corpus as one file would otherwise be compressed again after every approval: 3 s for 100,000 items, against 0.2 s.
"""

from __future__ import annotations

import mmap
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from isal import isal_zlib

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
VERSION = 20
UTF8_NAME = 1 << 11
NO_TIME, NO_DAY = 0, (1 << 5) | 1  # 1 January 1980, the first day a zip can say
STORED, DEFLATED = 0, 8
PACKED_ALREADY = {".parquet", ".xlsx"}
LEVEL = 3
RAW = -15
MOST_BYTES = 2**32 - 1


@dataclass(frozen=True)
class Member:
    """A member as it lies in an archive."""

    name: str
    method: int
    crc: int
    size: int
    packed: bytes


def packed(name: str, data: bytes) -> Member:
    """A member made from a file."""
    crc = zlib.crc32(data)
    if Path(name).suffix in PACKED_ALREADY:
        return Member(name, STORED, crc, len(data), data)
    return Member(name, DEFLATED, crc, len(data), isal_zlib.compress(data, LEVEL, RAW))


def members(archive: Path | None) -> dict[str, tuple[zipfile.ZipInfo, int]]:
    """Name to entry and place of its bytes; empty without an archive."""
    if archive is None or not archive.exists():
        return {}
    with archive.open("rb") as file, zipfile.ZipFile(file) as found:
        result = {}
        for entry in found.infolist():
            file.seek(entry.header_offset)
            header = LOCAL.unpack(file.read(LOCAL.size))
            result[entry.filename] = (entry, entry.header_offset + LOCAL.size + header[-2] + header[-1])
        return result


def write_archive(target: Path, files: Iterable[tuple[str, Path]], before: Path | None, unchanged: set[str]) -> None:
    """Write an archive of files under names, in that order.

    Args:
        before: the archive of the previous release.
        unchanged: names whose files are those of the previous release; they are copied from `before` where it has them.

    Raises:
        ValueError: more than a plain zip can hold.
    """
    known = {name: found for name, found in members(before).items() if name in unchanged}
    with ExitStack() as stack:
        old = stack.enter_context(before.open("rb")) if before and known else None

        def all_members() -> Iterator[Member]:
            for name, path in files:
                if old and name in known:
                    entry, place = known[name]
                    old.seek(place)
                    data = old.read(entry.compress_size)
                    yield Member(name, entry.compress_type, entry.CRC, entry.file_size, data)
                else:
                    yield packed(name, path.read_bytes())

        write_members(target, all_members())


def write_members(target: Path, members: Iterable[Member]) -> None:
    """Write an archive of members, in that order.

    Raises:
        ValueError: more than a plain zip can hold.
    """
    directory = []
    with target.open("wb") as out:
        for member in members:
            directory.append(_entry(member, out.tell()))
            out.write(_header(member) + member.packed)
        start, entries = out.tell(), b"".join(directory)
        if start + len(entries) > MOST_BYTES:
            raise ValueError(f"{target.name} would be larger than four gigabytes")
        count = len(directory)
        out.write(entries + END.pack(b"PK\5\6", 0, 0, count, count, len(entries), start, 0))


def _header(member: Member) -> bytes:
    name = member.name.encode()
    sizes = (member.crc, len(member.packed), member.size)
    return LOCAL.pack(b"PK\3\4", VERSION, UTF8_NAME, member.method, NO_TIME, NO_DAY, *sizes, len(name), 0) + name


def _entry(member: Member, offset: int) -> bytes:
    name = member.name.encode()
    what = (VERSION, VERSION, UTF8_NAME, member.method, NO_TIME, NO_DAY, member.crc, len(member.packed), member.size)
    return CENTRAL.pack(b"PK\1\2", *what, len(name), 0, 0, 0, 0, 0, offset) + name


def same_members(archive: Path, before: Path | None) -> set[str]:
    """The members whose bytes, as they lie there, are those of the archive before."""
    old, new = members(before), members(archive)
    if before is None or not old:
        return set()
    found = set()
    with archive.open("rb") as new_file, before.open("rb") as old_file:
        new_bytes = mmap.mmap(new_file.fileno(), 0, access=mmap.ACCESS_READ)
        old_bytes = mmap.mmap(old_file.fileno(), 0, access=mmap.ACCESS_READ)
        with new_bytes, old_bytes, memoryview(new_bytes) as new_view, memoryview(old_bytes) as old_view:
            for name in new.keys() & old.keys():
                (entry, place), (known, old_place) = new[name], old[name]
                size = entry.compress_size
                if (entry.compress_type, size) == (known.compress_type, known.compress_size) and (
                    new_view[place : place + size] == old_view[old_place : old_place + size]
                ):
                    found.add(name)
    return found
