"""Where releases lie on disk.

var/releases/41/            one complete release: site/, content/, maps/, manifest.json, pages.json, state.json, removed.json, build.log
var/releases/42.building/   one being made; a leftover of a killed release is removed by the next
var/releases/42.failed/     the build.log of the last release that was refused
var/releases/spare/         a copy of the newest release made of hard links, so that the next one begins at once
var/site/current            -> ../releases/41/site
var/templates/              the portal's templates, compiled for one version of them
var/purged.json             releases that were removed because they held a withdrawn item
var/release.lock            held by the process that makes a release
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Folders:
    """The folders of one installation.

    Args:
        var: everything Klarsyn writes.
        released: the address at which the released content is read; a link to the served release's content.
    """

    var: Path
    released: Path

    @property
    def releases(self) -> Path:
        """The folder of all releases."""
        return self.var / "releases"

    @property
    def current(self) -> Path:
        """The link a web server follows."""
        return self.var / "site" / "current"

    @property
    def templates(self) -> Path:
        """The compiled templates of the portal; they may be deleted at any time."""
        return self.var / "templates"

    @property
    def lock(self) -> Path:
        """The lock file of the release being made."""
        return self.var / "release.lock"

    @property
    def purged(self) -> Path:
        """The list of releases that were removed because they held a withdrawn item."""
        return self.var / "purged.json"

    @property
    def spare(self) -> Path:
        """The prepared copy of the newest release."""
        return self.releases / "spare"

    def release(self, number: int) -> Path:
        """The folder of a finished release."""
        return self.releases / str(number)

    def building(self, number: int) -> Path:
        """The folder of a release being made."""
        return self.releases / f"{number}.building"

    def failed(self, number: int) -> Path:
        """The folder that keeps the log of a refused release."""
        return self.releases / f"{number}.failed"

    def numbers(self) -> list[int]:
        """The finished releases on disk, oldest first."""
        if not self.releases.is_dir():
            return []
        return sorted(int(entry.name) for entry in self.releases.iterdir() if entry.name.isdigit())

    def served(self) -> int | None:
        """The number of the release that is served now."""
        if not self.current.is_symlink():
            return None
        name = self.current.readlink().parent.name
        return int(name) if name.isdigit() and self.release(int(name)).is_dir() else None

    def next_number(self) -> int:
        """A number that no release, finished or refused, has had among those still on disk."""
        if not self.releases.is_dir():
            return 1
        names = (entry.name.split(".")[0] for entry in self.releases.iterdir())
        return max((int(name) for name in names if name.isdigit()), default=0) + 1
