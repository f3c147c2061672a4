"""What can go wrong while the site is built."""

from __future__ import annotations


class BuildError(Exception):
    """The site was not built. The message names the record or file, the reason, and what to do next."""


class TextError(BuildError):
    """An editorial page cannot be shown. `fault` and `detail` let the admin say so in its own words."""

    def __init__(self, name: str, fault: str, detail: str, reason: str) -> None:
        super().__init__(f"{name} {reason}")
        self.fault = fault
        self.detail = detail


class RecordError(BuildError):
    """One record or tombstone cannot be shown."""

    def __init__(self, record_id: str, file: str, reason: str) -> None:
        super().__init__(f"Record {record_id} in {file} cannot be rendered: {reason}")
        self.record_id = record_id
        self.file = file
        self.reason = reason

    def __reduce__(self) -> tuple[type[RecordError], tuple[str, str, str]]:
        """So that it crosses from one process to another whole."""
        return RecordError, (self.record_id, self.file, self.reason)
