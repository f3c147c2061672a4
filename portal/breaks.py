"""Where the series of a place breaks: days that the office entered, and the place's own reorganisations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from portal.contract import Unit
from portal.site import Portal
from portal.words import Words


@dataclass(frozen=True)
class SeriesBreak:
    """A day from which figures of a place cannot be set against earlier ones.

    Args:
        what: what the office says of it; empty for a reorganisation.
        came: names of the units that came here from elsewhere.
        went: names of the units that went elsewhere.
    """

    on: str
    what: str = ""
    came: list[str] = field(default_factory=list)
    went: list[str] = field(default_factory=list)
    is_new: bool = False

    @property
    def year(self) -> int:
        return int(self.on[:4])

    @property
    def part_of_year(self) -> float:
        """How much of the year had gone: 0 on New Year's Day."""
        day = date.fromisoformat(self.on)
        return (day - date(day.year, 1, 1)).days / 366

    def text(self, words: Words) -> str:
        """The break as a sentence begins it: the day, then what changed."""
        gettext, day = words.gettext, words.day(self.on)
        if self.what:
            return f"{day}: {self.what}"
        if self.is_new:
            text = gettext("new from %(day)s, before that %(names)s") if self.came else gettext("new from %(day)s")
            return text % {"day": day, "names": ", ".join(self.came)}
        parts = []
        if self.came:
            parts.append(gettext("%(names)s came here") % {"names": ", ".join(self.came)})
        if self.went:
            parts.append(gettext("%(names)s went elsewhere") % {"names": ", ".join(self.went)})
        return f"{day}: {'; '.join(parts)}"


def breaks_of(portal: Portal, unit: Unit | None) -> list[SeriesBreak]:
    """The breaks of a place by day: entered ones of it or of what it lies under, and its own reorganisations; None for the municipality.

    Moves inside a place, such as within the whole municipality, break nothing of it, and what was before the first figures neither.
    """
    places = set(portal.above(unit))
    found = [
        SeriesBreak(each.on, each.what) for each in portal.notes.breaks if each.unit is None or each.unit in places
    ]
    if unit is not None and unit.level != "municipality":
        found += _reorganisations(portal, unit)
    return sorted(found, key=lambda each: (each.on, each.what))


def _reorganisations(portal: Portal, place: Unit) -> list[SeriesBreak]:
    by_day: dict[str, SeriesBreak] = {}
    if place.valid_from:
        by_day[place.valid_from] = SeriesBreak(place.valid_from, is_new=True)
    for earlier, later, on in portal.successions:
        was_here, is_here = place.code in portal.above(earlier), place.code in portal.above(later)
        if was_here == is_here:
            continue
        each = by_day.setdefault(on, SeriesBreak(on))
        (each.came if is_here else each.went).append(earlier.name)
    begin = f"{portal.months_covered[0]}-01"
    return [each for each in by_day.values() if each.on > begin]


def texts(words: Words, breaks: list[SeriesBreak]) -> list[str]:
    """The breaks as a page lists them."""
    return [each.text(words) for each in breaks]
