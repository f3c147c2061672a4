"""What docs/import-format.md shows is what the import does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cms.cases.importers.load import ImportReport, import_file
from cms.cases.importers.parse import KIND_WORDS, KNOWN_KEYS, OUTCOME_WORDS
from cms.cases.models import Case, Channel, Outcome
from tests.architecture.modules import ROOT

TEXT = (ROOT / "docs" / "import-format.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)([^\n]*)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
GOOD = [(ending, body) for ending, info, body in BLOCKS if not info.strip()]
REFUSED = [(ending, body) for ending, info, body in BLOCKS if info.strip() == "refused"]


def imported(folder: Path, ending: str, body: str) -> ImportReport:
    path = folder / f"example.{ending}"
    path.write_text(body, encoding="utf-8")
    return import_file(path, "docs")


@pytest.mark.django_db
@pytest.mark.parametrize(("ending", "body"), GOOD)
def test_every_example_is_imported(tmp_path: Path, ending: str, body: str) -> None:
    report = imported(tmp_path, ending, body)
    assert report.problems == []
    assert report.added > 0
    assert imported(tmp_path, ending, body).unchanged == report.added


@pytest.mark.django_db
@pytest.mark.parametrize(("ending", "body"), REFUSED)
def test_every_line_shown_as_bad_is_refused_for_its_own_reason(tmp_path: Path, ending: str, body: str) -> None:
    report = imported(tmp_path, ending, body)
    assert report.added == 0
    assert len(report.problems) == len(body.splitlines())
    assert len({problem.reason for problem in report.problems}) == len(report.problems)


@pytest.mark.django_db
def test_the_csv_example_holds_a_paragraph_and_a_path_of_units(tmp_path: Path) -> None:
    body = next(body for ending, body in GOOD if ending == "csv")
    imported(tmp_path, "csv", body)
    case = Case.objects.get(source_id="51")
    assert case.text.split("\n\n") == ["Maten är kall när den kommer fram.", "Det händer varje vecka."]
    assert [unit.name for unit in (*case.unit.get_ancestors(), case.unit)][1:] == [
        "Vård- och omsorgsförvaltningen",
        "Måltider",
    ]


def test_every_field_and_every_word_is_described() -> None:
    table = TEXT[TEXT.index("| field |") : TEXT.index("Any other field")]
    described = set(re.findall(r"`([^`]+)`", table))
    for words in (KNOWN_KEYS, KIND_WORDS.values(), OUTCOME_WORDS, Outcome.values, Channel.values):
        assert set(words) - described == set()


def test_there_are_examples_of_each_sort() -> None:
    assert {ending for ending, _body in GOOD} == {"jsonl", "csv"}
    assert len(REFUSED) == 1
