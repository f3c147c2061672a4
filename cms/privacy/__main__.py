"""`python -m cms.privacy`: JSON Lines in, findings out.

Notes (streets as places, function mailboxes, uncertain ones) are hints and not personal data: they are left out unless `--notes` asks
for them, so that whoever counts spans counts personal data.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from cms.privacy.detect import detect_text
from cms.privacy.findings import Category, Finding, Level

EXAMPLE = """example:
  echo '{"id": "1", "kind": "question", "text": "Ring Anna på 070-1740605."}' | python -m cms.privacy
"""


def as_json(finding: Finding) -> dict[str, Any]:
    """A finding as the command line writes it."""
    return {
        "start": finding.start,
        "end": finding.end,
        "category": finding.category.value,
        "level": finding.level.value,
        "confidence": finding.confidence.value,
        "reason": str(finding.reason),
        "replacement": finding.replacement,
    }


def answers(lines: Iterable[str], *, notes: bool) -> Iterator[dict[str, Any]]:
    """One result for each line, at once. Names of a question are searched in the answer with the same id that follows it.

    Raises:
        ValueError: a line is no JSON object with a text.
    """
    previous_id: object = None
    previous_names: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            text = record["text"]
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise ValueError(
                f"Line {number} is no JSON object with a text. Write one object a line: id, kind, text."
            ) from error
        if not isinstance(text, str):
            raise ValueError(f"Line {number}: the text is no string.")  # noqa: TRY004 (bad input, not a wrong call)
        same = record.get("id") is not None and record.get("id") == previous_id
        found = detect_text(
            text, is_answer=record.get("kind") == "answer", names_elsewhere=previous_names if same else ()
        )
        previous_id = record.get("id")
        previous_names = [text[f.start : f.end] for f in found.findings if f.category is Category.NAME]
        yield {
            "id": record.get("id"),
            "spans": [as_json(finding) for finding in found.findings if notes or finding.level is not Level.NOTE],
            "sensitive_case": found.matter.is_sensitive,
            "sensitive_reasons": list(found.matter.phrases) if found.matter.is_sensitive else [],
        }


def main(arguments: list[str] | None = None, *, source: TextIO | None = None, target: TextIO | None = None) -> int:
    """Exit code 0 when every line was answered, 1 when a line could not be read."""
    parser = argparse.ArgumentParser(
        prog="python -m cms.privacy",
        description="Find personal data in texts: JSON Lines with id, kind (question or answer) and text on standard input.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--notes", action="store_true", help="also write notes: places, function mailboxes, uncertain findings"
    )
    options = parser.parse_args(arguments)
    output = target or sys.stdout
    try:
        for result in answers(source or sys.stdin, notes=options.notes):
            output.write(json.dumps(result, ensure_ascii=False) + "\n")
            output.flush()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main())
