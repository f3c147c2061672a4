"""A mapping turns another system's words into ours, and the rows go the one way in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cms.cases.importers.load import ImportReport
from cms.cases.models import Case
from cms.imports.mapping import Mapping, MappingError, read_mapping
from cms.imports.sources import import_mapped
from cms.imports.suggestions import suggest_columns, suggest_mapping
from tests.factories import streets

HEADER = "Ärendenr;Typ av synpunkt;Synpunkt;Kommunens svar;Förvaltning;Enhet;Inkom datum;Svarsdatum;Utfall;Publicera;E-post;Handläggare"
LINES = (
    "17;Missnöje;Hål i gatan;Vi lagade det.;Tekniska;Gatan;1/3 2026;2026-03-05;Åtgärdat;Ja;fia@prov.example;Ingen",
    "18;Ros;Tack;;Tekniska;Parken;2 mars 2026;;;Nej;;Ingen",
)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "uttag.csv"
    path.write_bytes("\r\n".join([HEADER, *LINES]).encode("cp1252"))
    return path


def mapping_for(export: Path, **changes: Any) -> Mapping:
    given, _left, _words = suggest_mapping(export, "Flexite")
    return Mapping.from_dict(given | changes)


def bring_in(export: Path, mapping: Mapping, **how: Any) -> ImportReport:
    return import_mapped(export, mapping, "flexite", **how)


def test_the_columns_of_a_usual_export_are_suggested(export: Path) -> None:
    given, left, words = suggest_mapping(export, "Flexite")
    assert given["columns"] == {
        "Ärendenr": "id", "Typ av synpunkt": "kind", "Synpunkt": "text", "Kommunens svar": "answer", "Förvaltning": "department",
        "Enhet": "unit", "Inkom datum": "created", "Svarsdatum": "answered", "Utfall": "outcome", "Publicera": "wants_publication",
        "E-post": "sender_email",
    }  # fmt: skip
    assert given["values"]["kind"] == {"Missnöje": "complaint", "Ros": "praise"}
    assert (left, words) == (["Handläggare"], {})


def test_a_column_is_not_suggested_for_what_its_cells_cannot_be() -> None:
    assert suggest_columns(["Datum", "Inkom"], {"Datum": ["hej", "hopp"], "Inkom": ["2026-03-01"]}) == {
        "Inkom": "created"
    }


@pytest.mark.django_db
def test_cases_come_in_with_our_words_and_without_what_was_left_out(export: Path) -> None:
    report = bring_in(export, mapping_for(export))
    assert (report.added, report.problems) == (2, [])
    hole, thanks = Case.objects.order_by("source_id")
    assert (hole.source, hole.kind.code, hole.outcome, str(hole.received_on)) == (
        "Flexite",
        "complaint",
        "done",
        "2026-03-01",
    )
    assert [unit.name for unit in (*hole.unit.get_ancestors(), hole.unit)][1:] == ["Tekniska", "Gatan"]
    assert (hole.sender_email, hole.metadata) == ("fia@prov.example", {})
    assert (thanks.kind.code, thanks.state, thanks.wants_publication) == ("praise", "received", False)


@pytest.mark.django_db
def test_a_second_run_changes_nothing_and_a_dry_run_leaves_nothing(export: Path) -> None:
    mapping = mapping_for(export)
    assert bring_in(export, mapping, dry_run=True).added == 2
    assert not Case.objects.exists()
    bring_in(export, mapping)
    again = bring_in(export, mapping)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)


@pytest.mark.django_db
def test_a_word_is_mapped_to_a_unit_of_ours_and_an_unknown_unit_can_be_refused(export: Path) -> None:
    unit = streets()
    given, _left, _words = suggest_mapping(export, "Flexite")
    words = given["values"] | {"org": {"Tekniska > Gatan": unit.code}}
    mapping = mapping_for(export, values=words, unmapped_units="refuse")
    report = bring_in(export, mapping)
    assert [(problem.line, "Parken" in problem.reason) for problem in report.problems] == [(3, True)]
    assert Case.objects.get().unit == unit


@pytest.mark.django_db
def test_a_day_or_a_word_that_means_nothing_is_named_with_its_line(export: Path) -> None:
    export.write_text(
        "\n".join(
            [HEADER, "1;Rykte;a;;;;2026-03-01;;;;;", "2;Ros;b;;;;i våras;;;;;", "3;Ros;c;;;;2026-03-01;;;kanske;;"]
        )
    )
    columns = mapping_for_columns(export)
    reasons = [problem.reason for problem in bring_in(export, columns).problems]
    assert len(reasons) == 3
    assert "Rykte".lower() in reasons[0]
    assert "Inkom datum" in reasons[1]
    assert "neither yes nor no" in reasons[2]


def mapping_for_columns(export: Path) -> Mapping:
    given, _left, _words = suggest_mapping(export, "Flexite")
    columns = given["columns"] | {"Inkom datum": "created", "Publicera": "wants_publication"}
    return Mapping.from_dict(given | {"columns": columns})


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"version": 2}, "version"),
        ({"columns": {"a": "text"}}, "Number in the source"),
        ({"columns": {"a": "id", "b": "text", "c": "text"}}, "same meaning"),
        ({"columns": {"a": "id", "b": "text", "c": "sekretess"}}, "sekretess"),
        ({"columns": {"a": "id", "b": "text", "c": "org", "d": "unit"}}, "one column or in three"),
        ({"columns": ["id"]}, "pairs"),
        ({"source": ""}, "Name the system"),
        ({"reading": {"format": "exe"}}, "reading"),
        ({"dates": "sometimes"}, "not possible"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(changes: dict[str, Any], says: str) -> None:
    good = {"version": 1, "source": "x", "columns": {"a": "id", "b": "text"}}
    assert Mapping.from_dict(good)
    with pytest.raises(MappingError, match=says):
        Mapping.from_dict(good | changes)


@pytest.mark.django_db
def test_the_commands_suggest_a_mapping_and_import_by_it(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("suggest_mapping", str(export), "--source", "Flexite")
    file = tmp_path / "mapping.json"
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert read_mapping(file).source == "Flexite"
    call_command("import_cases", str(export), "--batch", "b", "--mapping", str(file), "--json")
    assert json.loads(capsys.readouterr().out)["added"] == 2


@pytest.mark.django_db
def test_a_file_without_the_columns_of_the_mapping_is_refused_whole(export: Path, tmp_path: Path) -> None:
    file = tmp_path / "mapping.json"
    file.write_text(json.dumps(mapping_for(export).as_dict()), encoding="utf-8")
    export.write_text("Nummer;Text\n1;a\n", encoding="utf-8")
    with pytest.raises(CommandError, match="lacks columns"):
        call_command("import_cases", str(export), "--batch", "b", "--mapping", str(file))
