"""The data dictionary: every table that can be downloaded, and what each of its columns means.

This is the only place where columns are named. Files, schemas, the dictionary's page and the description of the API are made from
it, and a test reads every file back and compares.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from publish.facts import COLUMNS as FACT_COLUMNS
from publish.open_data.facts_fields import FACTS

Text = str | Promise


@dataclass(frozen=True)
class Field:
    """One column.

    Args:
        kind: string, integer, boolean, date, or uri, as Table Schema names them.
        codes: the list in `codes` whose codes stand here.
    """

    name: str
    kind: str
    what: Text
    codes: str = ""
    required: bool = False


@dataclass(frozen=True)
class Table:
    """One kind of row. `key` is the column that tells rows apart, empty when none does."""

    name: str
    title: Text
    what: Text
    key: str
    fields: tuple[Field, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)


RECORDS = Table(
    "records",
    _("Published questions and answers"),
    _("One row per published item. The JSON Lines files and the API hold the same items whole, with answers as HTML."),
    "id",
    (
        Field("id", "string", _("Number of the item; it never changes."), required=True),
        Field("url", "uri", _("Address of the item’s page."), required=True),
        Field("heading", "string", _("Heading of the question."), required=True),
        Field("question", "string", _("The question as published, paragraphs parted by an empty line."), required=True),
        Field("answer", "string", _("The answers as plain text, oldest first."), required=True),
        Field("answered_by", "string", _("The role that answered last, never a person.")),
        Field("answering_unit", "string", _("Code of the unit that answered last.")),
        Field("outcome", "string", _("What it led to."), "outcome"),
        Field("outcome_name", "string", _("What it led to, in words.")),
        Field("outcome_text", "string", _("What changed, as the municipality describes it.")),
        Field("kind", "string", _("Kind of feedback."), "kind", required=True),
        Field("kind_name", "string", _("Kind of feedback, in words.")),
        Field("category", "string", _("Subject."), "category"),
        Field("category_name", "string", _("Subject, in words.")),
        Field("department", "string", _("Code of the department at the time of the answer.")),
        Field("department_name", "string", _("Name of the department.")),
        Field("area", "string", _("Code of the area of work at the time of the answer.")),
        Field("area_name", "string", _("Name of the area of work.")),
        Field("unit", "string", _("Code of the unit at the time of the answer.")),
        Field("unit_name", "string", _("Name of the unit.")),
        Field("received", "date", _("Day of receipt.")),
        Field("answered", "date", _("Day of the answer.")),
        Field("published", "date", _("Day of publication."), required=True),
        Field("working_days", "integer", _("Working days from receipt to answer; the day of receipt is day 0.")),
        Field("calendar_days", "integer", _("Calendar days from receipt to answer.")),
        Field("promise", "string", _("Code of the promise that held on the day of receipt.")),
        Field("promise_due", "date", _("Last day on which an answer keeps the promise.")),
        Field("promise_kept", "boolean", _("Whether the promise was kept.")),
        Field("redactions", "integer", _("How many passages were cut before publication."), required=True),
        Field("corrections", "integer", _("How many times the item was corrected after publication."), required=True),
        Field("corrected", "date", _("Day of the latest correction.")),
        Field("related", "string", _("Numbers of earlier items about the same thing, parted by semicolons.")),
        Field("language", "string", _("Language of the question."), required=True),
    ),
)
FACTS_TABLE = Table(
    "facts",
    _("Facts about every case"),
    _(
        "One row per registered case, published or not, without texts. Every figure of the site is computed from them. "
        "A star means that the value is known and not told, because few cases share it."
    ),
    "",
    tuple(Field(name, *FACTS[name]) for name in FACT_COLUMNS),
)
UNITS = Table(
    "units",
    _("Organisation with history"),
    _("Every department, area and unit there ever was, with the days it was valid."),
    "code",
    (
        Field("code", "string", _("Code of the unit; it never changes."), required=True),
        Field("level", "string", _("Level in the organisation."), "level", required=True),
        Field("name", "string", _("Name of the unit."), required=True),
        Field("url", "uri", _("Address of the unit’s page.")),
        Field("parent", "string", _("Code of the unit above.")),
        Field("boards", "string", _("Names of the boards it belongs to, parted by semicolons.")),
        Field("valid_from", "date", _("First day it existed; empty when not known.")),
        Field("valid_to", "date", _("Last day it existed; empty while it does.")),
        Field("closed_for_publication", "boolean", _("Whether items of the unit are never published."), required=True),
        Field("email", "string", _("Address of the unit’s mailbox.")),
        Field("phone", "string", _("Telephone number of the unit.")),
        Field("web", "uri", _("The unit’s own web page.")),
    ),
)
SUCCESSIONS = Table(
    "successions",
    _("Reorganisations"),
    _("Which unit became which, and when."),
    "",
    (
        Field("code", "string", _("Code of the unit as it was."), required=True),
        Field("successor", "string", _("Code of the unit it became."), required=True),
        Field("kind", "string", _("What happened: renamed, merged, split or moved."), required=True),
        Field("on", "date", _("First day of the successor."), required=True),
    ),
)
CODES = Table(
    "codes",
    _("Code lists"),
    _("The words behind the codes: kinds, subjects, outcomes, reasons and levels."),
    "",
    (
        Field(
            "list",
            "string",
            _("Which list: kind, category, outcome, redaction_reason, withdrawal_reason, withholding_reason, level."),
            required=True,
        ),
        Field("code", "string", _("The code as it stands in the other tables."), required=True),
        Field("name", "string", _("The word for it."), required=True),
        Field("scheme", "string", _("The scheme that a subject belongs to.")),
        Field("position", "integer", _("Place in the list, from 1."), required=True),
    ),
)
PROMISES = Table(
    "promises",
    _("Service promises"),
    _("What the municipality promises, to whom, and from when to when."),
    "code",
    (
        Field("code", "string", _("Code of the promise."), required=True),
        Field("name", "string", _("The promise in words."), required=True),
        Field("length", "integer", _("How many days or months."), required=True),
        Field("unit", "string", _("What is counted: working_days, calendar_days or months."), required=True),
        Field("kept_by", "string", _("What keeps it: answer or reaction."), required=True),
        Field("pauses", "boolean", _("Whether it pauses while the municipality waits for the person."), required=True),
        Field("kinds", "string", _("Codes of the kinds it covers, parted by spaces; empty for all.")),
        Field("departments", "string", _("Codes of the departments it covers, parted by spaces; empty for all.")),
        Field("valid_from", "date", _("First day it holds; empty when not known.")),
        Field("valid_to", "date", _("Last day it holds; empty while it does.")),
    ),
)
TOMBSTONES = Table(
    "tombstones",
    _("Withdrawn items"),
    _("What was published and is no more: number, days and reason. The texts are in no file."),
    "id",
    (
        Field("id", "string", _("Number of the item; it never changes."), required=True),
        Field("url", "uri", _("Address of the page that says why it was withdrawn."), required=True),
        Field("received", "date", _("Day of receipt.")),
        Field("published", "date", _("Day of publication."), required=True),
        Field("withdrawn", "date", _("Day of the withdrawal."), required=True),
        Field("reason", "string", _("Why it was withdrawn."), "withdrawal_reason", required=True),
        Field("kind", "string", _("Kind of feedback."), "kind", required=True),
        Field("category", "string", _("Subject."), "category"),
        Field("department", "string", _("Code of the department at the time of the answer.")),
        Field("area", "string", _("Code of the area of work at the time of the answer.")),
        Field("unit", "string", _("Code of the unit at the time of the answer.")),
    ),
)
DENOMINATORS = Table(
    "denominators",
    _("Numbers of people"),
    _("How many people a unit serves: what numbers of cases are set against."),
    "",
    (
        Field("unit", "string", _("Code of the unit."), required=True),
        Field("year", "integer", _("Year that the number holds for."), required=True),
        Field("basis", "string", _("What is counted: users or inhabitants."), required=True),
        Field("number", "integer", _("How many they are."), required=True),
        Field("source", "string", _("Where the number comes from.")),
    ),
)
REPORTS = Table(
    "reports",
    _("Period reports"),
    _("The reports of months, quarters, tertials and years that are published, with the address of each."),
    "id",
    (
        Field("id", "string", _("Which period, as in the report’s address."), required=True),
        Field("url", "uri", _("Address of the report."), required=True),
        Field("name", "string", _("The period in words."), required=True),
        Field("kind", "string", _("Kind of period: month, quarter, tertial, year or free."), required=True),
        Field("first", "date", _("First day of the period."), required=True),
        Field("last", "date", _("Last day of the period."), required=True),
        Field("version", "integer", _("Version of the report, from 1."), required=True),
        Field("approved", "date", _("Day on which the version was approved."), required=True),
    ),
)
TABLES = (RECORDS, FACTS_TABLE, UNITS, SUCCESSIONS, CODES, PROMISES, DENOMINATORS, REPORTS, TOMBSTONES)


def described(table: Table) -> dict[str, Any]:
    """A table in the language that is active, as released-format.md has it."""
    return {
        "name": table.name,
        "title": str(table.title),
        "description": str(table.what),
        "key": table.key,
        "fields": [
            {
                "name": field.name,
                "type": field.kind,
                "description": str(field.what),
                "codes": field.codes,
                "required": field.required,
            }
            for field in table.fields
        ],
    }


def table_schema(table: Table) -> dict[str, Any]:
    """The Table Schema (Data Package) of a table."""
    schema: dict[str, Any] = {
        "fields": [
            {"name": field.name, "description": str(field.what)}
            | ({"type": "string", "format": "uri"} if field.kind == "uri" else {"type": field.kind})
            | ({"constraints": {"required": True}} if field.required else {})
            for field in table.fields
        ],
        "missingValues": [""],
    }
    return schema | ({"primaryKey": table.key} if table.key else {})


DICTIONARY = ("table", "column", "type", "required", "codes", "description")


def dictionary_rows() -> list[tuple[str, ...]]:
    """The data dictionary as rows, for those who read it in a spreadsheet."""
    yes, no = gettext("yes"), gettext("no")
    return [
        (table.name, field.name, field.kind, yes if field.required else no, field.codes, str(field.what))
        for table in TABLES
        for field in table.fields
    ]
