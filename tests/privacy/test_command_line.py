"""`python -m cms.privacy`: JSON Lines in, findings out."""

# ruff: noqa: E501 (the lines of a table and of a small program stay whole)

import io
import json
import subprocess
import sys
from pathlib import Path

from cms.privacy.__main__ import EXAMPLE, main

CATEGORIES = {
    "personnummer",
    "phone",
    "email",
    "name",
    "home_address",
    "plate",
    "property",
    "account",
    "health",
    "other_id",
}


def run(*rows: dict, notes: bool = False) -> list[dict]:  # type: ignore[type-arg]
    target = io.StringIO()
    source = io.StringIO("".join(json.dumps(row) + "\n" for row in rows))
    assert main(["--notes"] if notes else [], source=source, target=target) == 0
    return [json.loads(line) for line in target.getvalue().splitlines()]


def test_each_line_is_answered_with_spans_and_the_matter() -> None:
    text = "Ring Anna Svensson på 070-1740605. Min son i 4B blir mobbad av läraren."
    [result] = run({"id": 7, "kind": "question", "text": text})
    assert result["id"] == 7
    assert result["sensitive_case"] is True
    assert result["sensitive_reasons"]
    assert [(text[s["start"] : s["end"]], s["category"]) for s in result["spans"]] == [
        ("Anna Svensson", "name"),
        ("070-1740605", "phone"),
    ]
    assert {"start", "end", "category", "level", "confidence", "reason", "replacement"} == set(result["spans"][0])
    assert {s["category"] for s in result["spans"]} <= CATEGORIES
    assert result["spans"][0]["confidence"] in ("säker", "trolig", "osäker")


def test_notes_are_left_out_unless_asked_for() -> None:
    row = {"id": "1", "kind": "question", "text": "Hål i gatan vid Storgatan 12."}
    assert run(row)[0]["spans"] == []
    assert run(row, notes=True)[0]["spans"][0]["level"] == "note"


def test_name_in_a_question_is_found_in_the_answer_with_the_same_id() -> None:
    rows = run(
        {"id": "1", "kind": "question", "text": "Min son Elwin är ledsen."},
        {"id": "1", "kind": "answer", "text": "Vi har pratat med elwin."},
    )
    assert rows[1]["spans"][0]["category"] == "name"


def test_a_broken_line_ends_with_one_and_names_the_line(capsys) -> None:  # type: ignore[no-untyped-def]
    assert main([], source=io.StringIO('{"id": 1}\n'), target=io.StringIO()) == 1
    assert "Line 1" in capsys.readouterr().err


def test_the_example_of_the_help_runs() -> None:
    line = EXAMPLE.split("'")[1]
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "cms.privacy"],
        input=line,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=root,
        check=True,
    )
    assert json.loads(done.stdout)["spans"][0]["replacement"] == "[namn]"


def test_no_django_and_no_faker_are_imported() -> None:
    code = "import sys, cms.privacy; cms.privacy.detect_text('Anna Svensson'); print([m for m in ('django', 'faker', 'wagtail') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2], check=True
    )
    assert done.stdout.strip() == "[]"
