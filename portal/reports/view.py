"""What a period report says, worked out once: headings, sentences and tables of plain text, for every form it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from portal.contract import Site
from portal.errors import BuildError
from portal.reports.contract import Change, Commentary, Line, Report
from portal.site import Labels
from portal.words import N_, Words

HIDDEN = "*"
SLOTS = {
    "complaint_topics": N_("What complaints were about"),
    "praise_topics": N_("What was praised"),
    "units_named": N_("Units that were named"),
    "cause": N_("Why it happened"),
    "action_taken": N_("What has been done"),
    "completeness": N_("What the figures leave out"),
    "other_channels": N_("What came in other ways"),
}
LEDGER = {
    "received": N_("Cases received"),
    "open": N_("Open"),
    "answered": N_("Cases answered"),
    "rejected": N_("Rejected"),
    "sent_elsewhere": N_("Sent elsewhere"),
    "published": N_("Of the answered: published"),
    "awaiting": N_("Of the answered: awaiting review"),
    "withheld": N_("Of the answered: withheld"),
    "withdrawn": N_("Of the answered: withdrawn"),
}


@dataclass(frozen=True)
class Cell:
    """A cell as text, and as what a program reads: the number, and whether it is the least it can be."""

    text: str
    number: float | None = None
    at_least: bool = False


@dataclass(frozen=True)
class Row:
    """A line of a table."""

    code: str
    head: str
    cells: list[Cell]
    is_sum: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its heading, the name of its first column, and those of the others."""

    name: str
    title: str
    first: str
    columns: list[str]
    rows: list[Row]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """Words of one board."""

    title: str
    parts: list[tuple[str, list[str]]]


class ReportView:
    """A report in the words of one municipality.

    Raises:
        BuildError: it names a unit or word that the municipality does not have.
    """

    def __init__(self, report: Report, labels: Labels, words: Words, site: Site) -> None:
        self.report, self.labels, self.words, self.site = report, labels, words, site
        self.figures = report.figures
        try:
            self.title = self._("Feedback {period}").format(period=report.name)
            self.lead = self._lead()
            self.changes = [self._change(each) for each in self.figures.notable]
            self.remarks = self._remarks()
            self.tables = [self._matrix(), self._departments()]
            self.handling_tables = [
                table for table in (self._handling(), self._outcomes(), self._ledger()) if self._says_something(table)
            ]
            self.sections = self._sections(report.commentary)
            self.earlier = [self._earlier(each) for each in report.earlier]
        except KeyError as error:
            raise BuildError(f"The period report {report.slug} names {error.args[0]!r}, which is not known.") from error

    def _(self, text: str) -> str:
        return self.words.gettext(text)

    def _number(self, value: float | None) -> Cell:
        if value is None:
            return Cell("–")
        return Cell(self.words.number(round(value, 1)), value)

    def _count(self, count: int, hidden: bool) -> Cell:
        """A count; where blanked cases may belong too, the least it can be; never 0 when it may be more."""
        if not hidden:
            return Cell(self.words.number(count), count)
        if count == 0:
            return Cell(self._("not shown"), None, at_least=True)
        return Cell(self._("at least {count}").format(count=self.words.number(count)), count, at_least=True)

    def _share(self, share: float | None) -> Cell:
        if share is None:
            return Cell("–")
        return Cell(self.words.per_cent(share), share)

    def _lead(self) -> str:
        total, report = self.figures.total, self.report
        if total.sum == 0 and total.before == 0:
            return self._("No case came in, neither in {period} nor in {before}.").format(
                period=report.name, before=report.name_before
            )
        received = self.words.catalogue.ngettext("{count} case came in.", "{count} cases came in.", total.sum).format(
            count=self.words.number(total.sum)
        )
        before = self._("In {before} there were {count}.").format(
            before=report.name_before, count=self.words.number(total.before)
        )
        return f"{received} {before}"

    def _change(self, change: Change) -> str:
        what = {
            "all": lambda: self._("All cases"),
            "kind": lambda: self._kind(change.code or ""),
            "category": lambda: self._category(change.code),
            "department": lambda: self._department(change.code),
        }[change.group]()
        text = self._("{what}: {count} cases, {before} the year before.")
        return text.format(what=what, count=self.words.number(change.count), before=self.words.number(change.before))

    def _remarks(self) -> list[str]:
        """What the figures must be read with."""
        found = []
        lines = (*self.figures.matrix, *self.figures.departments)
        if any(line.code == HIDDEN or HIDDEN in self.figures.kinds for line in lines):
            found.append(
                self._(
                    "Some small numbers are not told apart, so that nobody can be recognised. Such cases are counted in the sums, "
                    "and where they may belong a figure is the least it can be."
                )
            )
        if unplaced := self.figures.unplaced.get("period"):
            found.append(
                self._(
                    "{count} cases that may belong here are told by month, quarter or year only. They are in no figure of this report."
                ).format(count=self.words.number(unplaced))
            )
        for each in self.figures.breaks:
            who = self._department(each.department) if each.department else self.site.municipality
            what = each.what or self._("The department was reorganised.")
            found.append(
                self._("{who}, {day}: {what} The years are not of the same thing.").format(
                    who=who, day=self.words.day(each.on), what=what if what.endswith(".") else f"{what}."
                )
            )
        return found

    @property
    def source(self) -> str:
        """Where the figures come from, and which version this is."""
        report = self.report
        return self._(
            "Version {version}, approved {approved}. The figures were computed {computed} from the municipality's open data: {url}"
        ).format(
            version=report.version,
            approved=self.words.day(report.approved),
            computed=self.words.day(report.figures.computed),
            url=f"{self.site.url}{report.path}",
        )

    @staticmethod
    def _says_something(table: Table) -> bool:
        """Whether there is a case in it."""
        return any(cell.number for row in table.rows for cell in row.cells)

    def _matrix(self) -> Table:
        return self._counted(
            "matrix",
            self._("Kind and subject"),
            self._("Subject"),
            [(self._category(line.code), line) for line in self.figures.matrix],
        )

    def _departments(self) -> Table:
        heads = []
        for line in self.figures.departments:
            name = self._department(line.code)
            boards = ", ".join(board for code in line.boards if (board := self.labels.boards[code].name) != name)
            heads.append((f"{boards} / {name}" if boards else name, line))
        return self._counted("departments", self._("Board and department"), self._("Department"), heads)

    def _counted(self, name: str, title: str, first: str, heads: list[tuple[str, Line]]) -> Table:
        total, kinds = self.figures.total, self.figures.kinds
        told = [line for _head, line in heads if line.code not in (None, HIDDEN)]
        # The year before was not told apart like this: then nothing stands beside a line, and least of all a 0.
        undivided = total.before > 0 and not any(line.before for line in told)
        if undivided:
            heads = [(head, line) for head, line in heads if line.code is not None or line.sum or line.sum_hidden]
        rows = [
            Row(
                line.code or "",
                head if line.comparable else f"{head}\N{NO-BREAK SPACE}†",
                [
                    *(self._count(*pair) for pair in zip(line.cells, line.hidden, strict=True)),
                    self._count(line.sum, line.sum_hidden),
                    self._count(line.before, line.before_hidden) if not undivided else self._number(None),
                ],
            )
            for head, line in heads
        ]
        sums = [*(self._count(*pair) for pair in zip(total.cells, total.hidden, strict=True))]
        sums += [self._count(total.sum, False), self._count(total.before, False)]
        rows.append(Row("sum", self._("Sum"), sums, is_sum=True))
        notes = []
        if any(not line.comparable for _head, line in heads):
            notes.append("† " + self._("Not comparable with the year before; see the remarks."))
        columns = [*(self._kind(code) for code in kinds), self._("Sum"), self.report.name_before]
        return Table(name, title, first, columns, rows, notes)

    def _handling(self) -> Table:
        names = {
            "timed": self._("Answered, with dates in order"),
            "median_days": self._("Median, working days"),
            "p90_days": self._("Nine in ten within, working days"),
            "promised": self._("With a promise"),
            "kept": self._("Promise kept"),
        }
        both = self.figures.handling
        rows = [
            Row(name, head, [self._number(both.period[name]), self._number(both.before[name])])
            for name, head in names.items()
        ]
        shares = [self._share(line["share_kept"]) for line in (both.period, both.before)]
        rows.append(Row("share_kept", self._("Share within the promise"), shares))
        notes = [
            self._("With so many cases, the share within the promise is certain to between {low} and {high}.").format(
                low=self._share(both.period["share_low"]).text, high=self._share(both.period["share_high"]).text
            )
        ]
        return self._two_periods(
            "handling",
            self._("Handling times and promises"),
            rows,
            notes if both.period["share_kept"] is not None else [],
        )

    def _outcomes(self) -> Table:
        outcomes, rows = self.labels.outcomes, []
        for line in self.figures.outcomes:
            names = {None: self._("Not stated"), HIDDEN: self._("Not told apart")}
            head = names.get(line.code) or outcomes[line.code].name  # type: ignore[index]
            hidden = line.code != HIDDEN and any(each.code == HIDDEN for each in self.figures.outcomes)
            rows.append(Row(line.code or "", head, [self._count(line.count, hidden), self._count(line.before, hidden)]))
        note = self._("That a case is answered does not mean that anything was put right.")
        return self._two_periods("outcomes", self._("What it led to"), rows, [note])

    def _ledger(self) -> Table:
        both = self.figures.ledger
        rows = [
            Row(name, self._(head), [self._number(both.period[name]), self._number(both.before[name])])
            for name, head in LEDGER.items()
        ]
        shares = [
            self._share(line["published"] / line["answered"] if line["answered"] else None)  # type: ignore[operator]
            for line in (both.period, both.before)
        ]
        rows.append(Row("share_published", self._("Share published of the answered"), shares))
        return self._two_periods("ledger", self._("Where the cases are"), rows, [])

    def _two_periods(self, name: str, title: str, rows: list[Row], notes: list[str]) -> Table:
        return Table(name, title, "", [self.report.name, self.report.name_before], rows, notes)

    def _sections(self, commentary: list[Commentary]) -> list[Section]:
        return [
            Section(
                self.labels.boards[each.board].name if each.board else self._department(each.department),
                [(self._(label), each.slots[name]) for name, label in SLOTS.items() if name in each.slots],
            )
            for each in commentary
            if each.slots
        ]

    def _earlier(self, each: Any) -> dict[str, Any]:
        return {
            "version": each.version,
            "approved": each.approved,
            "what_changed": each.what_changed,
            "received": self.words.number(each.received),
            "introduction": each.texts.introduction if each.texts else [],
            "sections": self._sections(each.texts.commentary) if each.texts else [],
            "is_hidden": each.texts is None,
        }

    def _kind(self, code: str) -> str:
        if code == HIDDEN:
            return self._("Not told apart")
        kind = self.labels.kinds[code]
        return kind.plural or kind.name

    def _category(self, code: str | None) -> str:
        names = {None: self._("Without a subject"), HIDDEN: self._("Not told apart")}
        return names.get(code) or self.labels.categories[code].name  # type: ignore[index]

    def _department(self, code: str | None) -> str:
        names = {None: self.site.municipality, HIDDEN: self._("Not told apart")}
        return names.get(code) or self.labels.units[code].name  # type: ignore[index]
