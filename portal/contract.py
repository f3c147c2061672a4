"""The files in `content/released/`, typed. Described in docs/released-format.md."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from portal.errors import BuildError

T = TypeVar("T")
LOGO_HEIGHT = 44  # pixels


class Answer(msgspec.Struct, gc=False):
    """One answer: sanitised HTML, a role and a unit, never a person."""

    html: str
    role: str
    unit: str
    on: str | None


class Version(msgspec.Struct, gc=False):
    """An earlier wording of a corrected record."""

    heading: str
    question: list[str]
    answers: list[Answer]


class Correction(msgspec.Struct, gc=False):
    """What was corrected, when, and how it read before, where that may still be read."""

    on: str
    what: str
    earlier: Version | None = None


class Promise(msgspec.Struct, gc=False):
    """The promise that held on the day of receipt."""

    code: str
    name: str
    due: str | None
    kept: bool | None


class Record(msgspec.Struct):
    """One published question with its answers."""

    id: str
    slug: str
    path: str
    heading: str
    question: list[str]
    answers: list[Answer]
    outcome: str | None
    outcome_text: str
    kind: str
    category: str | None
    organisation: list[str]
    received: str | None
    answered: str | None
    published: str
    working_days: int | None
    calendar_days: int | None
    promise: Promise | None
    redactions: dict[str, int]
    corrections: list[Correction]
    related: list[str]
    language: str


class Tombstone(msgspec.Struct, gc=False):
    """A withdrawn item: dates and a reason, no text."""

    id: str
    path: str
    received: str | None
    published: str
    withdrawn: str
    reason: str
    organisation: list[str]
    kind: str
    category: str | None = None


class Successor(msgspec.Struct, gc=False):
    """What a unit became."""

    code: str
    kind: str
    on: str


class Contact(msgspec.Struct, gc=False):
    """Function addresses of a unit; empty when not given."""

    email: str = ""
    phone: str = ""
    web: str = ""


class Unit(msgspec.Struct, gc=False):
    """One organisation unit, also one that no longer exists."""

    code: str
    level: str
    name: str
    slug: str
    path: str
    parent: str | None
    boards: list[str]
    valid_from: str | None
    valid_to: str | None
    successors: list[Successor]
    contact: Contact
    closed_for_publication: bool = False


class Board(msgspec.Struct, gc=False):
    """A politically elected board."""

    code: str
    name: str


class Organisation(msgspec.Struct, gc=False):
    """Every unit that ever was, in tree order."""

    units: list[Unit]
    boards: list[Board]


class Term(msgspec.Struct, gc=False):
    """A word in use. `plural`, `slug` and `scheme` are empty where the list has none."""

    code: str
    name: str
    plural: str = ""
    slug: str = ""
    scheme: str = ""


class Terms(msgspec.Struct, gc=False):
    """The municipality's words, in its order."""

    kinds: list[Term]
    categories: list[Term]
    outcomes: list[Term]
    redaction_reasons: list[Term]
    withdrawal_reasons: list[Term]
    withholding_reasons: list[Term]
    levels: list[Term]


class RetentionRule(msgspec.Struct, gc=False):
    """How long things of a department and kind are kept; `null` for every department, every kind, no limit."""

    department: str | None
    department_name: str
    kind: str | None
    kind_name: str
    days_online: int | None
    days_contact: int | None
    days_original: int | None
    responsible: str


class Privacy(msgspec.Struct, gc=False):
    """How long items stay up, who removes them, how masking is done."""

    days_online: int | None
    removal_contact: str
    masking: str
    rules: list[RetentionRule] = []


class Accessibility(msgspec.Struct, gc=False):
    """What the accessibility statement says."""

    status: Literal["full", "partial", "none"]
    assessed_on: str | None
    updated_on: str | None
    method: str
    shortcomings: list[str]
    exempted: list[str] = []
    outside: list[str] = []


class Logo(msgspec.Struct, gc=False):
    """The municipality's mark. Width and height give its ratio; `data` is base64."""

    type: Literal["image/svg+xml", "image/png", "image/jpeg", "image/webp"]
    width: int
    height: int
    data: str

    def content(self) -> bytes:
        """The bytes of the picture."""
        return b64decode(self.data)

    @property
    def ending(self) -> str:
        return {"image/svg+xml": "svg", "image/jpeg": "jpg"}.get(self.type, self.type.rpartition("/")[2])

    @property
    def shown_width(self) -> int:
        """Its width where it is as high as the header lets it be, and not wider than a narrow screen has room for."""
        return min(160, max(1, round(LOGO_HEIGHT * self.width / self.height)))

    @property
    def shown_height(self) -> int:
        return max(1, round(self.shown_width * self.height / self.width))


class Site(msgspec.Struct, gc=False):
    """The municipality: names, addresses, texts, colours."""

    name: str
    municipality: str
    url: str
    language: str
    email: str
    phone: str
    address: str
    web: str
    feedback_url: str
    report_url: str
    accent_colour: str
    intro: str
    licence: str
    demonstration: bool
    privacy: Privacy
    accessibility: Accessibility
    band_colour: str = ""
    logo: Logo | None = None


class Measure(msgspec.Struct, gc=False):
    """One figure or table, with what it means and how it is computed; `_en` what it means in English."""

    title: str
    definition: str
    unit: str
    sql: str
    columns: list[str]
    rows: list[list[Any]]
    caveats: str = ""
    title_en: str = ""
    definition_en: str = ""
    unit_en: str = ""
    caveats_en: str = ""


class Statistics(msgspec.Struct, gc=False):
    """Every measure, by name; `setup` is the SQL that runs before each."""

    measures: dict[str, Measure]
    setup: str = ""


class Policy(msgspec.Struct, gc=False):
    """How small a number may be shown of one department; of the others where `department` is empty."""

    department: str
    least_department: int
    least_area: int
    least_unit: int
    finest_level: str
    date_detail: str
    channel: bool
    reason: str


class Denominator(msgspec.Struct, gc=False):
    """How many people a unit's cases are set against in a year."""

    unit: str
    year: int
    basis: str
    number: int
    source: str


class Break(msgspec.Struct, gc=False):
    """A day from which figures cannot be set against earlier ones; of the whole municipality where `unit` is null."""

    unit: str | None
    on: str
    what: str


class FigureRevision(msgspec.Struct, gc=False):
    """Why figures of a closed year are other ones than before."""

    year: int
    reason: str
    entered: str


class Notes(msgspec.Struct, gc=False):
    """What figures are read with."""

    policies: list[Policy] = []
    denominators: list[Denominator] = []
    breaks: list[Break] = []
    revisions: list[FigureRevision] = []


class DataField(msgspec.Struct, gc=False):
    """A column of a table that can be downloaded, with what it means."""

    name: str
    type: str
    description: str
    codes: str
    required: bool


class DataTable(msgspec.Struct, gc=False):
    """A table that can be downloaded."""

    name: str
    title: str
    description: str
    key: str
    fields: list[DataField]


class DownloadFile(msgspec.Struct, gc=False):
    """A file of the open data; `period` is a year or empty, `holds` the format inside an archive."""

    path: str
    table: str
    period: str
    format: str
    holds: str
    part: int
    media_type: str


class DataChange(msgspec.Struct, gc=False):
    """What became different in the format of the open data."""

    version: str
    on: str
    what: str


class OpenData(msgspec.Struct, gc=False):
    """What can be downloaded; nothing when the folder was written without it."""

    version: str = ""
    changes: list[DataChange] = []
    tables: list[DataTable] = []
    tables_en: list[DataTable] = []
    files: list[DownloadFile] = []


def read_json(path: Path, shape: type[T]) -> T:
    """The file, checked against its shape.

    Raises:
        BuildError: the file is missing or is not what docs/released-format.md says.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=shape)
    except OSError as error:
        raise BuildError(f"{path.name} could not be read: {error}. Run the snapshot step again.") from error
    except msgspec.MsgspecError as error:
        raise BuildError(f"{path.name} is not as docs/released-format.md says: {error}") from error
