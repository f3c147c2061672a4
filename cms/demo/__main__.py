"""`python -m cms.demo`: look at the demonstration municipality without loading it anywhere."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from cms.demo.dice import Dice
from cms.demo.generator import CASES, SEED, generate
from cms.demo.model import Case, Demonstration


def main(arguments: Sequence[str] | None = None) -> int:
    """Print samples, shares or everything as JSON."""
    parser = argparse.ArgumentParser(
        prog="python -m cms.demo",
        description="Generate the demonstration municipality and show it.",
        epilog="Example: python -m cms.demo --sample 5",
    )
    parser.add_argument("--seed", default=SEED, help="another seed gives another town's worth of cases")
    parser.add_argument("--cases", type=int, default=CASES, help="how many cases to make")
    parser.add_argument("--sample", type=int, metavar="N", help="print N cases drawn at random")
    parser.add_argument("--of", default="", help="only cases whose theme, unit, state or publication begins so")
    parser.add_argument("--draw", default="1", help="which draw of samples")
    parser.add_argument("--json", action="store_true", help="print everything as one JSON object")
    options = parser.parse_args(arguments)
    town = generate(seed=options.seed, cases=options.cases)
    if options.json:
        json.dump(asdict(town), sys.stdout, ensure_ascii=False, default=str, sort_keys=True)
    elif options.sample:
        _sample(town, options.sample, options.of, options.draw)
    else:
        _shares(town)
    return 0


def _sample(town: Demonstration, number: int, of: str, draw: str) -> None:
    names = {unit.code: unit.name for unit in town.units}
    cases = [
        case
        for case in town.cases
        if any(word.startswith(of) for word in (case.theme, names[case.unit], case.state, case.publication.state))
    ]
    for case in Dice(draw).shuffled(cases)[:number]:
        print(_card(case, names[case.unit]))


def _card(case: Case, unit: str) -> str:
    """One case as a person reads it."""
    public = case.publication
    answered = (
        f"{case.answered_on} {case.role} [{case.outcome}] {case.outcome_text}"
        if case.answered_on
        else case.decision_text
    )
    marks = ", ".join(f"{mark.original} → {mark.marking}" for mark in public.redactions)
    lines = [
        f"── {case.number}  {case.kind} · {case.category} · {unit} · {case.state}",
        f"   {case.channel} · {case.received:%a %Y-%m-%d %H:%M}",
        f"   theme {case.theme} · publication {public.state} {public.reason} {public.approved_on or ''} {marks}",
        f"   from {case.sender.name or 'anonymous'} {case.sender.email} {case.sender.phone} {case.sender.address}",
        "",
        f"# {case.heading}",
        "",
        case.text,
        "",
        f">> {answered}",
        case.answer_html,
        "",
    ]
    return "\n".join(lines)


def _shares(town: Demonstration) -> None:
    """Counts of everything that has a share to keep."""
    units = {unit.code: unit for unit in town.units}
    total = len(town.cases)

    def department(case: Case) -> str:
        unit = units[case.unit]
        while unit.level != "department" and unit.parent:
            unit = units[unit.parent]
        return unit.slug

    for title, counts in (
        ("kind", Counter(case.kind for case in town.cases)),
        ("department", Counter(department(case) for case in town.cases)),
        ("state", Counter(case.state for case in town.cases)),
        ("publication", Counter(case.publication.state for case in town.cases)),
        ("withheld", Counter(case.publication.reason for case in town.cases if case.publication.state == "withheld")),
        ("channel", Counter(case.channel for case in town.cases)),
        ("year", Counter(str(case.received.year) for case in town.cases)),
        ("outcome", Counter(str(case.outcome) for case in town.cases)),
    ):
        print(title)
        for key, count in counts.most_common():
            print(f"    {key:<40}{count:>6}{count / total:>8.1%}")


if __name__ == "__main__":
    sys.exit(main())
