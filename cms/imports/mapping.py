"""What the columns and the words of another system mean here. A mapping is kept as JSON, in the database or in a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Self

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cms.cases.importers.lines import Problem, UnreadableFileError
from cms.cases.importers.parse import KIND_WORDS, OUTCOME_WORDS, BadLineError
from cms.cases.models import Channel, Outcome
from cms.imports.dates import DAY_FIRST, EPOCH_1900, EPOCH_1904, MONTH_FIRST, UnreadableDayError, read_day
from cms.imports.reading import Reading, detect
from cms.imports.spreadsheets import UnknownValue
from cms.imports.tables import body_rows, cell_text, header_of

VERSION = 1
KEEP = "keep"
TARGETS: dict[str, str | LazyText] = {
    "id": gettext_lazy("Number in the source"),
    "text": gettext_lazy("What the person wrote"),
    "title": gettext_lazy("Heading"),
    "answer": pgettext_lazy("the text", "Answer"),
    "kind": gettext_lazy("Kind of feedback"),
    "category": gettext_lazy("Category"),
    "department": gettext_lazy("Department"),
    "area": gettext_lazy("Area"),
    "unit": gettext_lazy("Unit"),
    "org": gettext_lazy("Organisation, parted by >"),
    "created": gettext_lazy("Day received"),
    "answered": gettext_lazy("Day answered"),
    "outcome": gettext_lazy("What it led to"),
    "channel": gettext_lazy("How it came in"),
    "answered_by_role": gettext_lazy("Answered by (role, never a name)"),
    "wants_publication": gettext_lazy("Agrees to publication"),
    "lang": gettext_lazy("Language code"),
    "sender_name": gettext_lazy("The person's name"),
    "sender_email": gettext_lazy("The person's e-mail"),
    "sender_phone": gettext_lazy("The person's telephone"),
    "sender_address": gettext_lazy("The person's address"),
    KEEP: gettext_lazy("Keep with the case, unpublished"),
}
ORGANISATION = ("department", "area", "unit")
VALUED = ("kind", "category", "org", "outcome", "channel")
"""Targets whose words are mapped one by one."""
DAYS = ("created", "answered")
SEPARATOR = " > "
NO_WORDS = frozenset("nej no n false falskt 0 avböjer ej".split())
YES_WORDS = frozenset("ja yes j y true sant 1 x godkänner".split())


class Unmapped:
    """What becomes of a unit that the mapping does not know."""

    MAKE, MUNICIPALITY, REFUSE = "make", "municipality", "refuse"
    ALL = (MAKE, MUNICIPALITY, REFUSE)


class MappingError(Exception):
    """A mapping that cannot be used; the message says what is wrong with it and what to do."""


@dataclass(frozen=True)
class Mapping:
    """Columns, words and days of one source. `values` gives, per target, our code for each of their words; empty means none."""

    source: str
    columns: dict[str, str]
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    dates: str = DAY_FIRST
    unmapped_units: str = Unmapped.MAKE
    reading: Reading | None = None
    epoch_1904: bool = False

    def as_dict(self) -> dict[str, Any]:
        """As a mapping file holds it."""
        return {
            "version": VERSION,
            "source": self.source,
            "reading": self.reading.as_dict() if self.reading else None,
            "columns": self.columns,
            "values": self.values,
            "defaults": self.defaults,
            "dates": self.dates,
            "epoch_1904": self.epoch_1904,
            "unmapped_units": self.unmapped_units,
        }

    @classmethod
    def from_dict(cls, given: Any) -> Self:
        """Check and read a mapping.

        Raises:
            MappingError: it is not one, or says something impossible.
        """
        if not isinstance(given, dict) or given.get("version") != VERSION:
            raise MappingError(_("This is no mapping file of version %(version)d.") % {"version": VERSION})
        columns, values, defaults = given.get("columns"), given.get("values") or {}, given.get("defaults") or {}
        _check_words("columns", columns)
        for name, words in values.items() if isinstance(values, dict) else ():
            _check_words(f"values.{name}", words)
        _check_words("defaults", defaults)
        try:
            reading = Reading.from_dict(given["reading"]) if given.get("reading") else None
        except (ValueError, TypeError) as error:
            raise MappingError(_("The mapping's “reading” is wrong: %(error)s") % {"error": error}) from error
        mapping = cls(
            source=str(given.get("source") or "").strip(),
            columns=dict(columns or {}),
            values={name: dict(words) for name, words in values.items()},
            defaults=dict(defaults),
            dates=given.get("dates", DAY_FIRST),
            unmapped_units=given.get("unmapped_units", Unmapped.MAKE),
            reading=reading,
            epoch_1904=bool(given.get("epoch_1904", False)),
        )
        mapping.check()
        return mapping

    def check(self) -> None:
        """Refuse a mapping that cannot bring in anything.

        Raises:
            MappingError: a target is unknown, used twice, or a needed one is missing.
        """
        used = [target for target in self.columns.values() if target not in {"", KEEP}]
        unknown = sorted({*used, *self.values} - {*TARGETS, *VALUED})
        if unknown:
            raise MappingError(
                _("The mapping names what does not exist here: %(names)s.") % {"names": ", ".join(unknown)}
            )
        twice = sorted({str(TARGETS[target]) for target in used if used.count(target) > 1})
        if twice:
            raise MappingError(_("Two columns were given the same meaning: %(names)s.") % {"names": ", ".join(twice)})
        for needed in ("id", "text"):
            if needed not in used:
                raise MappingError(_("No column is the “%(name)s”. Choose one.") % {"name": TARGETS[needed]})
        if "org" in used and set(ORGANISATION) & set(used):
            raise MappingError(_("The organisation stands either in one column or in three, not in both."))
        if not self.source or len(self.source) > 80:
            raise MappingError(_("Name the system that the cases come from, in at most 80 characters."))
        if self.dates not in {DAY_FIRST, MONTH_FIRST} or self.unmapped_units not in Unmapped.ALL:
            raise MappingError(_("The mapping says something about days or units that is not possible."))

    def column_of(self, target: str) -> str | None:
        """The column with this meaning."""
        return next((name for name, each in self.columns.items() if each == target), None)


def _check_words(name: str, words: Any) -> None:
    if not isinstance(words, dict) or not all(isinstance(each, str) for pair in words.items() for each in pair):
        raise MappingError(_("The mapping's “%(name)s” must be pairs of text.") % {"name": name})


def read_mapping(path: Path) -> Mapping:
    """The mapping in a file.

    Raises:
        MappingError: there is no such file, or it holds no mapping.
    """
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise MappingError(
            _("%(path)s cannot be read as a mapping: %(error)s.") % {"path": path, "error": error}
        ) from error
    return Mapping.from_dict(given)


class UnitPaths:
    """The names from the municipality to each unit of today, by its code."""

    def __init__(self) -> None:
        from cms.organisation.models import OrganisationUnit

        self.names: dict[str, list[str]] = {}
        by_path: dict[str, list[str]] = {}
        for path, code, name in OrganisationUnit.objects.order_by("path").values_list("path", "code", "name"):
            by_path[path] = [*by_path.get(path[: -OrganisationUnit.steplen], []), name]
            self.names[code] = by_path[path]

    def __getitem__(self, code: str) -> list[str]:
        return self.names[code]


def mapped_rows(path: Path, mapping: Mapping, units: UnitPaths) -> Iterator[tuple[int, dict[str, Any] | Problem]]:
    """Every line of the file as a row of docs/import-format.md, or as a problem.

    Raises:
        UnreadableFileError: the file as a whole cannot be read, or lacks a column that the mapping names.
    """
    reading = mapping.reading or detect(path)
    columns = header_of(path, reading)
    missing = sorted(name for name, target in mapping.columns.items() if target and name not in columns)
    if missing:
        raise UnreadableFileError(
            _("The file lacks columns that the mapping names: %(missing)s. It has: %(columns)s.")
            % {"missing": ", ".join(missing), "columns": ", ".join(columns)}
        )
    words = {name: {key.casefold(): code for key, code in each.items()} for name, each in mapping.values.items()}
    translator = Translator(mapping, words, units)
    for number, cells in body_rows(path, reading, columns):
        if isinstance(cells, Problem):
            yield number, cells
            continue
        try:
            yield number, translator.row(cells)
        except BadLineError as error:
            yield number, Problem(number, str(error), cell_text(cells.get(mapping.column_of("id") or ""))[:120])


class Translator:
    """Turns one line's cells into a row of the import format."""

    def __init__(self, mapping: Mapping, words: dict[str, dict[str, str]], units: UnitPaths) -> None:
        self.mapping, self.words, self.units = mapping, words, units
        self.epoch: date = EPOCH_1904 if mapping.epoch_1904 else EPOCH_1900

    def row(self, cells: dict[str, Any]) -> dict[str, Any]:
        """The row.

        Raises:
            BadLineError: a cell's value is unknown or unreadable.
        """
        row: dict[str, Any] = {"source": self.mapping.source}
        organisation: dict[str, str] = {}
        for column, target in self.mapping.columns.items():
            if not target:
                continue
            text = self._text(column, cells.get(column))
            if target == KEEP:
                if text:
                    row[column] = text
            elif target in ORGANISATION:
                organisation[target] = text
            elif target in DAYS:
                row[target] = self._day(column, text)
            elif target == "wants_publication":
                row[target] = self._agrees(column, text)
            elif text:
                row[target] = text
        self._organisation(row, organisation)
        for target in ("kind", "category", "outcome", "channel"):
            self._word(row, target)
        return {name: value for name, value in row.items() if value not in ("", None)}

    def _text(self, column: str, value: Any) -> str:
        if isinstance(value, UnknownValue):
            raise BadLineError(
                _("The value in the column “%(column)s” is not known: %(reason)s.")
                % {"column": column, "reason": value.reason}
            )
        return cell_text(value).strip()

    def _day(self, column: str, text: str) -> str:
        if not text:
            return ""
        try:
            return read_day(text, self.mapping.dates, epoch=self.epoch)
        except UnreadableDayError as error:
            raise BadLineError(
                _("“%(text)s” in the column “%(column)s” is no day that can be read. Write it as 2026-03-01.")
                % {"text": error, "column": column}
            ) from error

    def _agrees(self, column: str, text: str) -> bool | None:
        word = text.casefold()
        if not word:
            return None
        if word in NO_WORDS or word.startswith(("nej", "no ")):
            return False
        if word in YES_WORDS or word.startswith(("ja", "yes")):
            return True
        raise BadLineError(
            _("“%(text)s” in the column “%(column)s” is neither yes nor no.") % {"text": text[:40], "column": column}
        )

    def _organisation(self, row: dict[str, Any], parts: dict[str, str]) -> None:
        """Set `org` to the names of a unit: a mapped one, the default, or what the line says."""
        names = [parts[name] for name in ORGANISATION if parts.get(name)] if parts else _split(row.get("org", ""))
        word = SEPARATOR.join(names)
        codes = self.words.get("org", {})
        code = codes.get(word.casefold(), "") if word else self.mapping.defaults.get("org", "")
        row.pop("org", None)
        if code:
            if code not in self.units.names:
                raise BadLineError(_("The mapping names the unit %(code)s, which does not exist.") % {"code": code})
            row["org"] = self.units[code]
        elif names and word.casefold() not in codes:
            if self.mapping.unmapped_units == Unmapped.REFUSE:
                raise BadLineError(_("The unit “%(name)s” is not in the mapping.") % {"name": word[:80]})
            if self.mapping.unmapped_units == Unmapped.MAKE:
                row["org"] = names

    def _word(self, row: dict[str, Any], target: str) -> None:
        word = str(row.get(target) or "")
        if not word:
            row[target] = self.mapping.defaults.get(target, "")
            return
        row[target] = self.words.get(target, {}).get(word.casefold(), word)


def _split(text: str) -> list[str]:
    return [name.strip() for name in text.split(SEPARATOR.strip()) if name.strip()]


def known_word(target: str, word: str) -> bool:
    """Whether the import understands the word as it stands."""
    known: dict[str, set[str]] = {
        "kind": set(KIND_WORDS),
        "outcome": {*OUTCOME_WORDS, *map(str, Outcome.values)},
        "channel": set(map(str, Channel.values)),
    }
    return word.strip().lower() in known.get(target, set())
