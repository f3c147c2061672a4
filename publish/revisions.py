"""Refuses to publish other figures of a closed year than before, unless what happened explains them or somebody did.

What happens to cases explains itself: one is answered, published, withdrawn, reopened, registered late. That a row of a case which
was done has other values, or is gone, does not; then an entry among the revised figures is asked for. Decision 0019.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from publish.errors import PublishError
from publish.facts import COLUMNS
from publish.files import read_json
from publish.small_numbers import CALENDAR_DAYS, HIDDEN, Row

CLOSED_AFTER = timedelta(days=90)
FEW_LATE, LATE_SHARE = 5, 0.01
# Names are left out: a spelling that was put right is no other figure.
NAMES = ("department_name", "area_name", "unit_name")
WHAT_IT_IS = ("department", "area", "unit", "kind", "category", "category_scheme", "channel", "received", "month")
NATURAL = ("id", "publication", "reason", "published", "withdrawn")
# Calendar days follow from the dates, and are empty where those are not told.
HOW_IT_WENT = tuple(
    name for name in COLUMNS if name not in ("row", "year", *NAMES, *WHAT_IT_IS, *NATURAL, *CALENDAR_DAYS)
)


class RevisionError(PublishError):
    """Figures of a closed year changed, and nobody said why."""


@dataclass
class Change:
    """What became of one year's rows without an explanation of their own."""

    gone: int = 0
    other: int = 0
    late: int = 0
    before: int = 0
    redefined: list[str] = field(default_factory=list)

    @property
    def needs_entry(self) -> bool:
        """Whether somebody has to say why. A few late registrations are a part of the work; many are an import."""
        return bool(self.gone or self.other or self.redefined) or self.late > max(FEW_LATE, self.before * LATE_SHARE)


def check_revisions(
    previous: Path | None, content: Path, today: date, used: Mapping[str, int], *, same_queries: bool = False
) -> dict[str, int]:
    """The entries that explained this release's changes, by year, added to those used before.

    Args:
        previous: the content folder of the release before, if there is one.
        used: year to the last entry that an earlier release needed. An entry explains one release.
        same_queries: the figures were computed as before, so only the facts can have changed them.

    Raises:
        RevisionError: names the years, what changed in them, and what to do.
    """
    result = dict(used)
    if previous is None or not (previous / "notes.json").exists():
        return result
    notes = read_json(content / "notes.json")
    if _have_other_rules(notes, read_json(previous / "notes.json")):
        return result  # other rules blank other values; the page of the rules says which hold
    found = changes(previous / "facts", content / "facts", today)
    if not same_queries:
        for year, measures in redefined(previous / "statistics.json", content / "statistics.json", today).items():
            found.setdefault(year, Change()).redefined = measures
    problems = []
    for year, change in sorted(found.items()):
        if not change.needs_entry:
            continue
        entries = [
            each["id"] for each in notes["revisions"] if str(each["year"]) == year and each["id"] > used.get(year, 0)
        ]
        if entries:
            result[year] = max(entries)
        else:
            problems.append(_problem(year, change))
    if problems:
        problems.append(
            _(
                "See that the change is meant. Say what changed and why under Statistics, Revised figures, in the admin, and publish again."
            )
        )
        raise RevisionError("\n".join(problems))
    return result


def _have_other_rules(notes: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether a department that was there before has another rule for small numbers."""
    rules, earlier = ({each["department"]: each for each in part["policies"]} for part in (notes, before))
    return any(rules.get(department) != rule for department, rule in earlier.items() if department in rules)


def _problem(year: str, change: Change) -> str:
    if change.redefined:
        return _("Figures of %(year)s would change because these are computed in another way: %(measures)s.") % {
            "year": year,
            "measures": ", ".join(change.redefined),
        }
    return _(
        "Figures of %(year)s would change without an explanation: %(gone)d cases are gone, %(other)d that were done have other values, "
        "%(late)d are new."
    ) % {"year": year, "gone": change.gone, "other": change.other, "late": change.late}


def redefined(old: Path, new: Path, today: date) -> dict[str, list[str]]:
    """Closed year to the titles of the measures whose SQL is another one and gives other figures for it."""
    if not old.exists():
        return {}
    before, after = read_json(old)["measures"], read_json(new)["measures"]
    found: dict[str, list[str]] = defaultdict(list)
    for name in before.keys() & after.keys():
        one, other = before[name], after[name]
        if one["sql"] == other["sql"] or one["columns"] != other["columns"] or "year" not in one["columns"]:
            continue
        at = one["columns"].index("year")
        different = {row[at] for row in one["rows"] if row not in other["rows"]}
        for year in sorted(str(each) for each in different if is_closed(str(each), today)):
            found[year].append(other["title"])
    return found


def changes(old: Path, new: Path, today: date) -> dict[str, Change]:
    """What changed in each closed year that was published before."""
    found = {}
    for path in sorted(old.glob("*.csv")):
        if not is_closed(path.stem, today):
            continue
        after = new / path.name
        if after.exists() and (after.samefile(path) or after.read_bytes() == path.read_bytes()):
            continue
        before_rows, after_rows = _read(path), _read(after) if after.exists() else Counter()
        if before_rows is not None and after_rows is not None:
            found[path.stem] = compare(before_rows, after_rows)
    return found


def is_closed(year: str, today: date) -> bool:
    """Whether a year has been over for so long that its cases are expected to be registered."""
    return year.isdigit() and date(int(year), 12, 31) + CLOSED_AFTER < today


def _read(path: Path) -> Counter[tuple[str, ...]] | None:
    """The rows of a file without their numbers; None when it was written with other columns, by another version."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        if tuple(next(reader)) != COLUMNS:
            return None
        return Counter(tuple(row[1:]) for row in reader)


def compare(before: Counter[tuple[str, ...]], after: Counter[tuple[str, ...]]) -> Change:
    """Pair the rows that changed, and count what nothing explains."""
    old, new = _rows(before - after), _rows(after - before)
    change = Change(before=before.total())
    by_key: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in new:
        by_key[_key(row)].append(row)
    open_rows = [row for row in old if row["state"] == "open"]
    left: list[Row] = []
    for row in (row for row in old if row["state"] != "open"):
        if not _take(by_key[_key(row)], row):
            left.append(row)
    rest = [row for rows in by_key.values() for row in rows]
    for row in left:
        # With small numbers blanked, the same row can tell more or less than before.
        if not _take(rest, row):
            change.gone += 1
    # An open case may be redirected and answered, so that any new row can be what became of it.
    lost = len(open_rows) - len(rest)
    change.gone += max(lost, 0)
    change.late = max(-lost, 0)
    paired = min(change.gone, change.late)
    return Change(change.gone - paired, paired, change.late - paired, change.before)


def _rows(counts: Counter[tuple[str, ...]]) -> list[Row]:
    return [dict(zip(COLUMNS[1:], values, strict=True)) for values in counts.elements()]


def _key(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in WHAT_IT_IS)


def _take(candidates: list[Row], row: Row) -> bool:
    """Take out the first row that this one can have become."""
    for at, candidate in enumerate(candidates):
        if explains_itself(row, candidate):
            del candidates[at]
            return True
    return False


def explains_itself(before: Row, after: Row) -> bool:
    """Whether one row became the other by what happens to cases: publication moves on, or the case itself does."""
    if not _alike(before, after, WHAT_IT_IS):
        return False
    return before["state"] != after["state"] or _alike(before, after, HOW_IT_WENT)


def _alike(before: Row, after: Row, names: Iterable[str]) -> bool:
    return all(before[name] == after[name] or HIDDEN in (before[name], after[name]) for name in names)
