"""How well the personal-data detector does: `python -m benchmarks.privacy`, on the open corpus in tests/privacy/corpus/.

A label counts as found when a finding of its category covers at least half of it; a finding counts as right when it overlaps a label of
its category. Notes don't count: they are hints. "Leaked" is the share of labelled characters that no finding of any category covers.
"""

# ruff: noqa: E501 (the lines of a table and of a small program stay whole)

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from cms.privacy import Category, Finding, Level, detect_text
from tests.privacy.marked import MarkedText, texts


@dataclass(slots=True)
class Score:
    """Counts over one half of the corpus."""

    labels: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    exact: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    characters: Counter[str] = field(default_factory=Counter)
    leaked: Counter[str] = field(default_factory=Counter)
    texts_with_labels: int = 0
    texts_complete: int = 0
    clean: int = 0
    clean_alarmed: int = 0
    matters: Counter[tuple[bool, bool]] = field(default_factory=Counter)
    milliseconds: list[float] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)


def measure(half: str) -> Score:
    """Run the detector over one half of the corpus."""
    score = Score()
    for marked in texts(half):
        began = time.perf_counter()
        result = detect_text(marked.text, is_answer=marked.kind == "answer")
        score.milliseconds.append((time.perf_counter() - began) * 1000)
        findings = [finding for finding in result.findings if finding.level is not Level.NOTE]
        _count_labels(score, marked, findings)
        _count_findings(score, marked, findings)
        score.matters[marked.is_sensitive, result.matter.is_sensitive] += 1
        if marked.is_sensitive != result.matter.is_sensitive:
            score.trouble.append(
                f"{marked.id} matter {'missed' if marked.is_sensitive else 'false'} {result.matter.score} {result.matter.phrases}: {marked.text}"
            )
    return score


def _count_labels(score: Score, marked: MarkedText, findings: list[Finding]) -> None:
    complete = True
    for start, end, category in marked.spans:
        score.labels[category] += 1
        covered = max((min(end, f.end) - max(start, f.start) for f in findings if f.category == category), default=0)
        if covered * 2 >= end - start:
            score.found[category] += 1
        else:
            complete = False
            score.trouble.append(f"{marked.id} missed {category} «{marked.text[start:end]}»: {marked.text}")
        score.exact[category] += any((f.start, f.end) == (start, end) and f.category == category for f in findings)
        hidden = {position for f in findings for position in range(max(start, f.start), min(end, f.end))}
        score.characters[category] += end - start
        score.leaked[category] += end - start - len(hidden)
    if marked.spans:
        score.texts_with_labels += 1
        score.texts_complete += complete
    else:
        score.clean += 1
        score.clean_alarmed += bool(findings)


def _count_findings(score: Score, marked: MarkedText, findings: list[Finding]) -> None:
    for finding in findings:
        score.findings[finding.category] += 1
        if any(
            finding.start < end and start < finding.end and finding.category == category
            for start, end, category in marked.spans
        ):
            score.right[finding.category] += 1
        else:
            score.trouble.append(
                f"{marked.id} false {finding.category} «{marked.text[finding.start : finding.end]}» ({finding.reason}): {marked.text}"
            )


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.2f}" if whole else "–"


def table(score: Score) -> str:
    """The figures as a Markdown table with the lines below it."""
    lines = ["| category | labels | recall | precision | exact span | leaked characters |", "|---|---|---|---|---|---|"]
    for category in (*Category, None):
        keys = list(Category) if category is None else [category]
        total = {
            name: sum(getattr(score, name)[key] for key in keys)
            for name in ("labels", "found", "findings", "right", "exact", "characters", "leaked")
        }
        lines.append(
            f"| {category or '**all**'} | {total['labels']} | {_share(total['found'], total['labels'])} | {_share(total['right'], total['findings'])}"
            f" | {_share(total['exact'], total['labels'])} | {_share(total['leaked'], total['characters'])} |"
        )
    hit, missed, false = score.matters[True, True], score.matters[True, False], score.matters[False, True]
    timed = sorted(score.milliseconds)
    return "\n".join(
        [
            *lines,
            "",
            f"- texts with every span found: {_share(score.texts_complete, score.texts_with_labels)} of {score.texts_with_labels}",
            f"- clean texts with a false alarm: {_share(score.clean_alarmed, score.clean)} of {score.clean}",
            f"- individual matters: recall {_share(hit, hit + missed)}, precision {_share(hit, hit + false)} ({hit + missed} of {score.matters.total()} texts)",
            f"- milliseconds a text: median {timed[len(timed) // 2]:.1f}, 95 % within {timed[int(len(timed) * 0.95)]:.1f}",
        ]
    )


def main() -> int:
    """Print the figures of one half; `--trouble` lists what went wrong (only sensible for the tuning half)."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.privacy", epilog="example: python -m benchmarks.privacy --half tune --trouble"
    )
    parser.add_argument("--half", choices=("tune", "report"), default="report")
    parser.add_argument("--trouble", action="store_true", help="list every miss and false alarm")
    options = parser.parse_args()
    score = measure(options.half)
    if options.trouble:
        print("\n".join(score.trouble), file=sys.stderr)
    print(table(score))
    return 0


if __name__ == "__main__":
    sys.exit(main())
