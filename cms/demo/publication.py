"""From an answered case to what the public may read: who decided what, and why some texts never came out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from cms.demo.dice import Dice
from cms.demo.handling import working_days_after
from cms.demo.model import Case, Correction, Publication, PublicVersion, Redaction, Unit
from cms.demo.text import swedish_date

WITHHELD_FOR = {
    "health": "sensitive",
    "name": "named_employee",
    "phone": "sensitive",
    "personnummer": "sensitive",
    "address": "sensitive",
    "third_party": "sensitive",
    "offensive": "offensive",
    "individual": "individual",
}
CARE = {"aldreboende", "hemtjanst", "trygghetslarm", "hemsjukvard", "lss", "dagverksamhet", "elevhalsa"}
LEFT_WAITING_SHARE = 0.075
WITHDRAWALS = (
    "request",
    "personal_data",
    "request",
    "wrong_answer",
    "other",
    "personal_data",
    "request",
    "personal_data",
    "wrong_answer",
)
WITHDRAWN_BECAUSE = {
    "request": "Den som skrev hörde av sig och vill inte ha texten på webben.",
    "personal_data": "Det gick att förstå vem en granne är. Upptäckt efter publiceringen.",
    "wrong_answer": "Svaret gällde en annan plats. Nytt svar är skickat till den som frågade.",
    "other": "Samma synpunkt var publicerad två gånger.",
}
CORRECTED = 11
DAYS_BEFORE_CHANGE = 45


@dataclass(frozen=True)
class Circumstances:
    """What the decision to publish depends on, beside the text itself."""

    kind: str
    sensitive: str
    closed_unit: bool
    services: tuple[str, ...]
    may_publish: bool
    outcome: str | None
    answered_on: date
    today: date
    officials: frozenset[str]


def public_version(heading: str, text: str, answer_html: str, marks: tuple[Redaction, ...]) -> PublicVersion:
    """The heading, question and answer with every private word replaced by its marking."""
    longest_first = sorted(marks, key=lambda mark: -len(mark.original))

    def masked(words: str) -> str:
        for mark in longest_first:
            words = re.sub(rf"(?<!\w){re.escape(mark.original)}(?!\w)", mark.marking, words)
        return words

    paragraphs = tuple(part for part in masked(text).split("\n\n") if part.strip())
    return PublicVersion(masked(heading), paragraphs, masked(answer_html))


def decide(facts: Circumstances, version: PublicVersion, marks: tuple[Redaction, ...], dice: Dice) -> Publication:
    """Where an answered case stands on its way to the public."""
    if facts.closed_unit:
        return (
            Publication("withheld", reason="secrecy")
            if dice.chance(0.88)
            else _awaiting("Enheten är stängd för publicering.")
        )
    if not facts.may_publish:
        return Publication("withheld", reason="submitter")
    if facts.sensitive:
        if dice.chance(0.45):
            return Publication("withheld", reason=WITHHELD_FOR[facts.sensitive])
        return _awaiting("Texten innehåller uppgifter som måste prövas.")
    if facts.kind == "complaint" and set(facts.services) & CARE and dice.chance(0.25):
        return Publication("withheld", reason=dice.pick(("individual", "individual", "sensitive")))
    if facts.outcome == "not_ours" and dice.chance(0.3):
        return Publication("withheld", reason="not_municipal")
    if any(mark.reason == "name" and mark.original in facts.officials for mark in marks) and dice.chance(0.5):
        return Publication("withheld", reason="named_employee")
    if dice.chance(0.02):
        return Publication("withheld", reason="other", note="Samma sak är redan besvarad i ett publicerat ärende.")
    return _reviewed(facts, version, marks, dice)


def _reviewed(facts: Circumstances, version: PublicVersion, marks: tuple[Redaction, ...], dice: Dice) -> Publication:
    """Approved after the usual days, or still in the queue; texts with personal data wait longer."""
    needs_eyes = bool({mark.reason for mark in marks} - {"name"}) or len(marks) > 1
    if needs_eyes and dice.chance(0.5):
        return _awaiting("Personuppgifter i texten.")
    if dice.chance(LEFT_WAITING_SHARE):
        return _awaiting("")
    days = dice.weighted({0: 1, 1: 5, 2: 6, 3: 3, 4: 2, 6: 1, 9: 0.8, 15: 0.5, 30: 0.3})
    approved = working_days_after(facts.answered_on, days)
    if approved > facts.today:
        return _awaiting("")
    return Publication("approved", approved, version, marks)


def _awaiting(note: str) -> Publication:
    return Publication("awaiting", note=note)


def change_some(
    cases: list[Case], units: dict[str, Unit], corrections: list[dict[str, Any]], today: date, dice: Dice
) -> list[Case]:
    """The cases with a few published ones corrected or withdrawn later, spread over the years."""
    eligible = [
        number
        for number, case in enumerate(cases)
        if case.publication.state == "approved" and (today - _approved(case)).days > DAYS_BEFORE_CHANGE
    ]
    number_changed = min(len(eligible), CORRECTED + len(WITHDRAWALS))
    step = len(eligible) // max(1, number_changed)
    changed = list(cases)
    for turn in range(number_changed):
        at = eligible[turn * step + dice.between(0, step - 1)]
        later = working_days_after(_approved(cases[at]), dice.between(2, 28))
        if turn % 2 == 0 and turn // 2 < CORRECTED:
            changed[at] = _corrected(cases[at], units[cases[at].unit], corrections[turn // 2 % len(corrections)], later)
        else:
            reason = WITHDRAWALS[turn // 2 % len(WITHDRAWALS)]
            publication = replace(
                cases[at].publication,
                state="withdrawn",
                reason=reason,
                withdrawn_on=later,
                note=WITHDRAWN_BECAUSE[reason],
            )
            changed[at] = replace(cases[at], publication=publication)
    return changed


def _approved(case: Case) -> date:
    """The day of approval; a case that was never approved counts as approved at the end of time."""
    return case.publication.approved_on or date.max


def _corrected(case: Case, unit: Unit, recipe: dict[str, Any], on: date) -> Case:
    """The case with a sentence in its answer that was wrong at first and put right on that day."""
    version = case.publication.public
    if version is None or case.answered_on is None:
        return case
    values = {
        "phone": unit.phone,
        "email": unit.email,
        "later": swedish_date(case.answered_on + timedelta(days=42)),
        "earlier": swedish_date(case.answered_on - timedelta(days=42)),
    }
    right, wrong = (
        "<p>" + recipe["paragraph"].format(recipe[side].format(**values)) + "</p>" for side in ("right", "wrong")
    )
    earlier = replace(version, answer_html=_with_sentence(version.answer_html, wrong))
    public = replace(version, answer_html=_with_sentence(version.answer_html, right))
    correction = Correction(on, recipe["what"], earlier)
    publication = replace(case.publication, state="corrected", public=public, correction=correction)
    return replace(case, answer_html=_with_sentence(case.answer_html, right), publication=publication)


def _with_sentence(answer_html: str, paragraph: str) -> str:
    """The answer with one more paragraph, before its closing words if it has any."""
    closing = re.search(r"<p>[^<]*<br>[^<]*</p>$", answer_html)
    cut = closing.start() if closing else len(answer_html)
    return answer_html[:cut] + paragraph + answer_html[cut:]
