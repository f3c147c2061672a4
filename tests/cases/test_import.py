from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cms.cases.importers.load import import_file
from cms.cases.models import Case
from cms.organisation.actions import ensure_municipality
from cms.organisation.models import OrganisationUnit
from cms.publication.models import PublicRecord, Status
from tests.cast import Cast

GOOD = {
    "id": "1", "source": "prov", "lang": "sv", "kind": "klagomål", "title": "Hål i gatan", "text": "Det är hål i gatan.",
    "answer": "Vi har lagat det.", "org": ["Tekniska förvaltningen", "Gatuenheten"], "category": "Fysisk miljö",
    "created": "2026-03-02", "answered": "2026-03-12", "outcome": "done", "votes": 3,
}  # fmt: skip

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes rows (dictionaries or raw lines) as a file to import."""

    def writer(*rows: dict[str, Any] | str | bytes, name: str = "cases.jsonl") -> Path:
        path = tmp_path / name
        lines = (
            row if isinstance(row, bytes) else (row if isinstance(row, str) else json.dumps(row)).encode()
            for row in rows
        )
        path.write_bytes(b"\n".join(lines) + b"\n")
        return path

    return writer


@pytest.mark.django_db
def test_an_answered_case_comes_in_with_everything_and_waits_for_review(write: Write) -> None:
    report = import_file(write(GOOD), "vår")
    assert (report.added, report.problems) == (1, [])
    case = Case.objects.get()
    assert (case.number, case.state, case.kind.code, case.category.code) == (
        "2026-0001",
        "closed",
        "complaint",
        "fysisk-miljo",
    )
    assert [unit.name for unit in (*case.unit.get_ancestors(), case.unit)] == [
        "Kommunen",
        "Tekniska förvaltningen",
        "Gatuenheten",
    ]
    assert case.metadata == {"votes": 3}
    record = case.public_record
    assert (record.status, record.answer, record.public_id) == (
        Status.AWAITING,
        "<p>Vi har lagat det.</p>",
        "2026-0001",
    )
    assert record.latest_revision.user.username == "import"


@pytest.mark.django_db
def test_a_second_run_changes_nothing(write: Write) -> None:
    rows = [GOOD, GOOD | {"id": "2", "answer": None}]
    import_file(write(*rows), "vår")
    before = list(Case.objects.values()), list(PublicRecord.objects.values())
    report = import_file(write(*rows), "vår")
    assert (report.added, report.changed, report.unchanged) == (0, 0, 2)
    assert (list(Case.objects.values()), list(PublicRecord.objects.values())) == before


@pytest.mark.django_db
def test_a_changed_line_updates_the_case_and_keeps_the_earlier_value(write: Write) -> None:
    import_file(write(GOOD), "vår")
    report = import_file(write(GOOD | {"answer": "Vi lagade det i maj."}), "vår")
    assert report.changed == 1
    case = Case.objects.get()
    assert case.answer == "<p>Vi lagade det i maj.</p>"
    kept = case.events.last().changes
    assert kept.pop("import_sha256"), "by this an import is taken back"
    assert kept == {"answer": "<p>Vi har lagat det.</p>"}
    assert case.public_record.get_latest_revision_as_object().answer == "<p>Vi lagade det i maj.</p>"


@pytest.mark.django_db
def test_an_answer_that_comes_later_closes_the_case_and_prepares_the_record(write: Write) -> None:
    import_file(write(GOOD | {"answer": None, "answered": None}), "vår")
    assert not PublicRecord.objects.exists()
    import_file(write(GOOD), "vår")
    assert Case.objects.get().state == "closed"
    assert PublicRecord.objects.get().status == Status.AWAITING


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{not json", "not JSON"),
        ("[1, 2]", "not an object"),
        (b'{"id": "x", "text": "\xff"}', "not UTF-8"),
        (GOOD | {"id": "x", "text": "  "}, "no text"),
        (GOOD | {"id": "x", "text": None}, "no text"),
        (GOOD | {"id": "x", "text": 5}, "must be text"),
        (GOOD | {"id": None}, "no “id”"),
        (GOOD | {"id": "x", "kind": "rykte"}, "Unknown kind “rykte”"),
        (GOOD | {"id": "x", "created": "2026-02-30"}, "impossible date"),
        (GOOD | {"id": "x", "created": "i går"}, "not a date"),
        (GOOD | {"id": "x", "created": "2126-01-01"}, "future"),
        (GOOD | {"id": "x", "text": "a\u0000b"}, "control character U+0000"),
        (GOOD | {"id": "x", "title": "a\u001bb"}, "control character U+001B"),
        (GOOD | {"id": "x", "org": ["", "b"]}, "“org”"),
        (GOOD | {"id": "x", "outcome": "kanske"}, "Unknown outcome"),
        (GOOD | {"id": "x", "text": "å" * 110_000}, "longer than 200 kB"),
    ],
)
def test_a_bad_line_is_named_with_its_reason_and_the_good_ones_come_in(write: Write, line: Any, reason: str) -> None:
    report = import_file(write(GOOD, line, GOOD | {"id": "3"}), "vår")
    assert [(problem.line, reason in problem.reason) for problem in report.problems] == [(2, True)], report.problems
    assert sorted(Case.objects.values_list("source_id", flat=True)) == ["1", "3"]


@pytest.mark.django_db
def test_an_over_long_line_does_not_hide_the_next(write: Write) -> None:
    report = import_file(write("x" * 900_000, GOOD), "vår")
    assert [problem.line for problem in report.problems] == [1]
    assert report.added == 1


@pytest.mark.django_db
def test_the_same_id_twice_in_a_file_counts_once(write: Write) -> None:
    report = import_file(write(GOOD, GOOD | {"text": "annat"}), "vår")
    assert report.added == 1
    assert "stands on line 1" in report.problems[0].reason


@pytest.mark.django_db
def test_a_dry_run_tells_the_same_and_leaves_nothing(write: Write) -> None:
    report = import_file(write(GOOD, "{", GOOD | {"id": "2"}), "vår", dry_run=True)
    assert (report.added, len(report.problems)) == (2, 1)
    assert not Case.objects.exists()
    assert not OrganisationUnit.objects.exists()


@pytest.mark.django_db
def test_dirty_dates_come_in_with_a_note_and_without_handling_time(write: Write) -> None:
    report = import_file(write(GOOD | {"created": "2026-03-12", "answered": "2026-03-02"}), "vår")
    assert "before it was received" in report.warnings[0].reason
    assert report.added == 1


@pytest.mark.django_db
def test_scripts_and_handlers_never_survive(write: Write) -> None:
    import_file(
        write(GOOD | {"answer": '<p onmouseover="x()">Hej</p><script>alert(1)</script><iframe src="x"></iframe>'}),
        "vår",
    )
    assert Case.objects.get().answer == "<p>Hej</p>"


@pytest.mark.django_db
def test_csv_and_gzip_give_the_same_cases_as_json_lines(write: Write, tmp_path: Path) -> None:
    values = {key: value for key, value in GOOD.items() if key != "votes"} | {
        "org": "Tekniska förvaltningen > Gatuenheten"
    }
    text = io.StringIO()
    writer = csv.DictWriter(text, values.keys(), delimiter=";")
    writer.writeheader()
    writer.writerow(values)
    path = tmp_path / "cases.csv.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + text.getvalue().encode()))
    assert import_file(path, "vår").problems == []
    again = import_file(write({key: value for key, value in GOOD.items() if key != "votes"}), "vår")
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)


@pytest.mark.django_db
def test_an_outermost_name_that_stands_for_everything_is_the_root(write: Write) -> None:
    rows = [GOOD | {"id": str(n), "org": ["UK Government", f"Departement {n}"]} for n in range(2)]
    import_file(write(*rows), "vår")
    assert set(OrganisationUnit.objects.filter(level="department").values_list("name", flat=True)) == {
        "Departement 0",
        "Departement 1",
    }


@pytest.mark.django_db
def test_missing_units_are_made_under_the_named_root(write: Write) -> None:
    ensure_municipality("Provköping")
    import_file(write(GOOD | {"org": ["Skolan"]}), "vår", root="Barnförvaltningen")
    unit = Case.objects.get().unit
    assert [each.name for each in unit.get_ancestors()] == ["Provköping", "Barnförvaltningen"]


@pytest.mark.django_db
def test_the_command_ends_with_1_when_a_line_was_refused(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("import_cases", write(GOOD, "{"), batch="vår")
    assert ended.value.code == 1
    printed = capsys.readouterr()
    assert "1 added" in printed.out
    assert "Line 2: The line is not JSON" in printed.err


@pytest.mark.django_db
def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_cases", tmp_path / "nothing.jsonl", batch="vår")


@pytest.mark.django_db
def test_a_csv_without_a_text_column_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="no column named “text”"):
        call_command("import_cases", path, batch="vår")


def test_a_batch_is_approved_by_a_second_person_and_never_by_the_import(cast: Cast, write: Write) -> None:
    call_command("import_cases", write(GOOD, GOOD | {"id": "2"}), batch="vår", json=True)
    call_command("approve_batch", "vår", by="karin")
    assert set(PublicRecord.objects.values_list("status", flat=True)) == {Status.APPROVED}
    with pytest.raises(CommandError, match="may not decide on publication"):
        call_command("approve_batch", "vår", by="import")
    with pytest.raises(CommandError, match="may not decide on publication"):
        call_command("approve_batch", "vår", by="david")
    with pytest.raises(CommandError, match="no user called"):
        call_command("approve_batch", "vår", by="nobody")
    with pytest.raises(CommandError, match="no batch called"):
        call_command("approve_batch", "höst", by="karin")


def test_a_changed_batch_is_approved_as_corrections(cast: Cast, write: Write) -> None:
    import_file(write(GOOD), "vår")
    call_command("approve_batch", "vår", by="karin")
    import_file(write(GOOD | {"answer": "Vi lagade det i maj."}), "vår")
    call_command("approve_batch", "vår", by="karin")
    record = PublicRecord.objects.get()
    assert record.corrections.get().earlier["answers"][0]["html"] == "<p>Vi har lagat det.</p>"
    assert "i maj" in record.approvals.get(current=True).payload
