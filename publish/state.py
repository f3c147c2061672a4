"""What a release remembers for the next one: which texts are on it, and what they were made from. Kept in `state.json`."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from publish.files import read_json, write_json


class Online(NamedTuple):
    """One item of a release: the approved hash, its address, its department and its related items."""

    sha256: str
    path: str
    department: str
    related: list[str]


@dataclass
class State:
    """The state of one release.

    Args:
        marks: year to the fingerprint of its approved rows.
        facts_mark: fingerprint of all facts and of what figures are read with.
        facts_marks: year to the fingerprint of its facts.
        measures_mark: fingerprint of the queries over them.
        revisions: year to the last entry among the revised figures that a release needed.
        online: id to what is on the site.
        reports: address of a period report to the hash that was approved.
    """

    marks: dict[str, str] = field(default_factory=dict)
    facts_mark: str = ""
    facts_marks: dict[str, str] = field(default_factory=dict)
    measures_mark: str = ""
    revisions: dict[str, int] = field(default_factory=dict)
    online: dict[str, Online] = field(default_factory=dict)
    reports: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, release: Path | None) -> "State":
        """The state of a finished release, or an empty one before the first."""
        if release is None:
            return cls()
        data = read_json(release / "state.json")
        data["online"] = {public_id: Online(*row) for public_id, row in data["online"].items()}
        return cls(**data)

    def write(self, release: Path) -> None:
        """Keep the state beside the release."""
        write_json(
            release / "state.json", vars(self) | {"online": {key: list(item) for key, item in self.online.items()}}
        )
