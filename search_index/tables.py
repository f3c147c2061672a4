"""Tables derived from dictionaries, kept as files in `KLARSYN_VAR/cache` so that a process starts without reading them.

A few look-ups go to the file (20 µs each); a process that makes many, such as a full build, reads the whole table once.
"""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from threading import Lock

WHOLE_AFTER_LOOKUPS = 20_000


def cache_folder() -> Path:
    """Where derived tables are kept between runs."""
    return Path(os.environ.get("KLARSYN_VAR", "var")) / "cache"


class StoredTable(Mapping[str, str]):
    """Text by text from a file that is made on first use."""

    def __init__(self, name: str, rows: Callable[[], Iterable[tuple[str, str]]]) -> None:
        self._path = cache_folder() / f"{name}.sqlite3"
        if not self._path.exists():
            _write(self._path, rows())
        self._connection = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, check_same_thread=False)
        self._lock = Lock()
        self._memory: dict[str, str | None] = {}
        self._whole: dict[str, str] | None = None

    def get(self, word: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """The value, or the default."""
        if self._whole is not None:
            return self._whole.get(word, default)
        if word not in self._memory:
            with self._lock:
                found = self._connection.execute("SELECT value FROM entry WHERE word = ?", (word,)).fetchone()
            self._memory[word] = found[0] if found else None
            if len(self._memory) > WHOLE_AFTER_LOOKUPS:
                self._read_whole()
        value = self._memory.get(word) if self._whole is None else self._whole.get(word)
        return default if value is None else value

    def _read_whole(self) -> None:
        with self._lock:
            self._whole = dict(self._connection.execute("SELECT word, value FROM entry"))

    def __getitem__(self, word: str) -> str:
        value = self.get(word)
        if value is None:
            raise KeyError(word)
        return value

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self.get(word) is not None

    def __iter__(self) -> Iterator[str]:
        with self._lock:
            yield from [word for (word,) in self._connection.execute("SELECT word FROM entry")]

    def __len__(self) -> int:
        with self._lock:
            return int(self._connection.execute("SELECT count(*) FROM entry").fetchone()[0])


def _write(path: Path, rows: Iterable[tuple[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".new")
    os.close(handle)
    connection = sqlite3.connect(temporary)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("CREATE TABLE entry (word TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
        connection.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?)", sorted(rows))
        connection.commit()
    finally:
        connection.close()
    Path(temporary).replace(path)
