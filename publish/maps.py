"""Addresses that answer something else than a page: moved ones (301) and withdrawn ones (410), as servers read them.

maps/redirects.json, maps/gone.json     for serve_site and other programs
maps/redirects.nginx, maps/gone.nginx   included in `map $uri …` blocks of deploy/nginx.conf
maps/redirects.caddy, maps/gone.caddy   imported in `map {path} …` blocks of deploy/Caddyfile, which refuses an empty file
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

import orjson

from publish.files import json_bytes, read_json

ITEM = re.compile(r"(/synpunkter/\d{4}/\d+)(?:-[^/]*)?/(?:index\.html)?")
REPORT = re.compile(r"(/statistik/[^/]+/)(?:[^/]+)?")
PATH = re.compile(r"/(?:[a-z0-9._~-]+/)*(?:[a-z0-9._~-]+)?")
# As FAMILIES in portal/editions.py has it: a unit that moves has moved in English too.
OWN_UNITS, ENGLISH_UNITS = "/forvaltning/", "/en/units/"
# What lies under a unit's address, and under the same name in these places, moves with it: feeds, figures, comparisons, frames.
# The places, the folder of units in each, and what stands before it in a unit's own address.
FAMILIES = (
    ("|/statistik|/jamfor|/badda-in", OWN_UNITS, ""),
    ("/en|/en/statistics|/en/compare", "/units/", "/en"),
)
# Where two departments are compared, and where one chooses what to compare.
COMPARED = (("/jamfor/par/", "/jamfor/"), ("/en/compare/pairs/", "/en/compare/"))
DEPARTMENT = re.compile(r"/forvaltning/([^/]+)/")
CAPTURED = re.compile(r"\\(\d)")
HEADING = "# Written by each release; see publish/maps.py.\n"


@dataclass(frozen=True)
class Maps:
    """Moved and withdrawn addresses of one release.

    Args:
        redirects: old path to new path.
        gone: paths that answer 410, each with the page that says why. Every address the item ever had is `path` with words after
            the number, so the number alone tells it: the words of a withdrawn heading stand in no file. Of a withdrawn period
            report, the page and every file that lay beside it.
    """

    redirects: dict[str, str]
    gone: dict[str, str]

    @classmethod
    def of_content(cls, content: Path, files: Container[str] = ()) -> "Maps":
        """The maps of a released folder. `files` of the site made from it tell whether units are there in English."""
        lines = (content / "tombstones.jsonl").read_bytes().splitlines()
        gone = {path: path for path in (orjson.loads(line)["path"] for line in lines)}
        reports = content / "reports_withdrawn.json"
        if reports.exists():
            gone |= {each["path"]: each["path"] for each in read_json(reports)["reports"]}
        moved = {old: new for old, new in read_json(content / "redirects.json").items() if old not in gone}
        units = {
            ENGLISH_UNITS + old.removeprefix(OWN_UNITS): ENGLISH_UNITS + new.removeprefix(OWN_UNITS)
            for old, new in moved.items()
            if old.startswith(OWN_UNITS)
        }
        pairs = dict(_pairs(moved, read_json(content / "organisation.json"), files))
        return cls(pairs | moved | {old: new for old, new in units.items() if f"{old[1:]}index.html" in files}, gone)

    def new_path(self, path: str) -> str | None:
        """Where what stood at the address stands now; None when it has not moved."""
        if path in self.redirects:
            return self.redirects[path]
        for places, units, start in FAMILIES:
            if match := re.fullmatch(rf"({places})({units}.*/)(.*)", path):
                return self._beside(match[1], match[2], match[3], units, start)
        return None

    def _beside(self, place: str, folder: str, rest: str, units: str, start: str) -> str | None:
        """Where what lies in a folder named after a unit stands now: under the unit's new name, or that of a unit above it."""
        while folder != units:
            if new := self.redirects.get(start + folder):
                return f"{place}{new.removeprefix(start)}{rest}"
            folder, _slash, last = folder[:-1].rpartition("/")
            folder, rest = f"{folder}/", f"{last}/{rest}"
        return None

    def gone_page(self, path: str) -> str | None:
        """The page that says why what stood at the address was withdrawn, whatever words follow an item's number; None when nothing was."""
        if match := ITEM.fullmatch(path):
            return self.gone.get(f"{match[1]}/")
        match = REPORT.fullmatch(path)
        return self.gone.get(match[1]) if match else None

    @classmethod
    def read(cls, folder: Path) -> "Maps":
        """The maps written beside a release."""
        return cls(read_json(folder / "redirects.json"), read_json(folder / "gone.json"))

    def write(self, folder: Path) -> None:
        """Write the maps in every form. A path with other characters than addresses have stays out of servers' files."""
        folder.mkdir()
        for name, paths in (("redirects", self.redirects), ("gone", self.gone)):
            (folder / f"{name}.json").write_bytes(json_bytes(paths))
            safe = {old: new for old, new in sorted(paths.items()) if PATH.fullmatch(old) and PATH.fullmatch(new)}
            pairs = [_gone(old, new) for old, new in safe.items()] if name == "gone" else [*safe.items()]
            for server, end, captured in (("nginx", ";\n", r"$\1"), ("caddy", "\n", r"${\1}")):
                lines = [f'"{old}" "{new}"{end}' for old, new in pairs]
                if name == "redirects":
                    lines += [f'"{old}" "{CAPTURED.sub(captured, new)}"{end}' for old, new in _units(safe)]
                (folder / f"{name}.{server}").write_text("".join([HEADING, *lines]), "ascii")


def _pairs(moved: dict[str, str], organisation: dict[str, Any], files: Container[str]) -> Iterator[tuple[str, str]]:
    """Comparisons of two departments of which one has moved: they lead to that of what both became, or to where one chooses."""
    paths = {*moved, *(unit["path"] for unit in organisation["units"])}
    slugs = {match[1]: _today(path, moved) for path in sorted(paths) if (match := DEPARTMENT.fullmatch(path))}
    for one, other in permutations(slugs, 2):
        for place, chosen in COMPARED:
            old = f"{place}{one}--{other}/"
            if f"{chosen[1:]}index.html" not in files or f"{old[1:]}index.html" in files:
                continue
            if not moved.keys() & {f"{OWN_UNITS}{one}/", f"{OWN_UNITS}{other}/"}:
                continue
            became = (f"{place}{first}--{last}/" for first, last in permutations((slugs[one], slugs[other])))
            yield old, next((new for new in became if f"{new[1:]}index.html" in files), chosen)


def _today(path: str, moved: dict[str, str]) -> str:
    """The last part of the address that an address leads to."""
    for _move in moved:
        path = moved.get(path, path)
    return path.rstrip("/").rpartition("/")[2]


def _units(redirects: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What moves with each unit, as regular expressions of servers' maps; an inner unit has one where it moved by itself."""
    for old, new in sorted(redirects.items(), key=lambda pair: -pair[0].count("/")):
        family = next(((places, start) for places, units, start in FAMILIES if old.startswith(start + units)), None)
        above, _slash, last = old[:-1].rpartition("/")
        if family and redirects.get(f"{above}/", "") + f"{last}/" != new:
            places, start = family
            yield f"~^({places}){_escaped(old.removeprefix(start))}(.*)$", f"\\1{new.removeprefix(start)}\\2"


def _gone(old: str, new: str) -> tuple[str, str]:
    """What was withdrawn as a regular expression of servers' maps: an item's number with or without words after it, a report exactly."""
    words = "(-[^/]*)?" if ITEM.fullmatch(old) else ""
    return f"~^{_escaped(old[:-1])}{words}/", f"{new}index.html"


def _escaped(path: str) -> str:
    return re.escape(path).replace("\\-", "-")
