"""The languages of the interface: Swedish, and English for the pages that explain, search, and list what is published.

Questions and answers stay in the language they were written in. Why only some pages are in English: docs/decisions/0016-english.md.
"""

from __future__ import annotations

import copy
from functools import cache

import msgspec
from markupsafe import Markup

from portal.contract import Measure, Term
from portal.site import Labels

ENGLISH = "en"
PATHS = {
    "sv": {
        "home": "/",
        "search": "/sok/",
        "about": "/om/",
        "how": "/sa-fungerar-det/",
        "privacy": "/integritet/",
        "accessibility": "/tillganglighet/",
        "contact": "/kontakt/",
        "units": "/enheter/",
        "subjects": "/amne/",
        "kinds": "/typ/",
        "archive": "/arkiv/",
        "answers": "/synpunkter/",
        "statistics": "/statistik/",
        "measures": "/statistik/matt/",
        "rules": "/statistik/regler/",
        "rows": "/statistik/rader/",
        "compare": "/jamfor/",
        "chosen": "/jamfor/val/",
        "open_data": "/oppna-data/",
        "dictionary": "/oppna-data/falt/",
        "log": "/logg/",
    },
    "en": {
        "home": "/en/",
        "search": "/en/search/",
        "about": "/en/about/",
        "how": "/en/how-it-works/",
        "privacy": "/en/privacy/",
        "accessibility": "/en/accessibility/",
        "contact": "/en/contact/",
        "units": "/en/units/",
        "subjects": "/en/subjects/",
        "kinds": "/en/kinds/",
        "archive": "/en/archive/",
        "answers": "/en/answers/",
        "statistics": "/en/statistics/",
        "measures": "/en/statistics/measures/",
        "rules": "/en/statistics/rules/",
        "rows": "/en/statistics/rows/",
        "compare": "/en/compare/",
        "chosen": "/en/compare/chosen/",
        "open_data": "/en/open-data/",
        "dictionary": "/en/open-data/dictionary/",
        "log": "/en/log/",
    },
}
# What lies under these has the same name in English. Numbered pages are in the site's own language only.
FAMILIES = {
    "/forvaltning/": "/en/units/",
    "/enheter/": "/en/unit-names/",
    "/amne/": "/en/subjects/",
    "/typ/": "/en/kinds/",
    "/arkiv/": "/en/archive/",
    "/statistik/forvaltning/": "/en/statistics/units/",
    "/statistik/matt/": "/en/statistics/measures/",
    "/jamfor/forvaltning/": "/en/compare/units/",
    "/jamfor/par/": "/en/compare/pairs/",
    "/logg/": "/en/log/",
}
LEVELS = {"municipality": "Municipality", "department": "Department", "area": "Area", "unit": "Unit"}
# The others are made from what was released.
WRITTEN_BY_HAND = ("about", "how", "privacy", "accessibility", "contact")
# A municipality may call its kinds what it likes; these are the English names of the codes that ship.
KINDS = {
    "complaint": ("Complaint", "Complaints"),
    "praise": ("Praise", "Praise"),
    "suggestion": ("Suggestion", "Suggestions"),
    "question": ("Question", "Questions"),
}
OUTCOMES = {
    "done": "Done",
    "planned": "Planned",
    "explained": "Explained",
    "no_action": "No action",
    "not_ours": "Not the municipality’s responsibility",
    "praise_passed_on": "Praise passed on",
}
WITHHOLDING_REASONS = {
    "individual": "Concerns an individual pupil, client or patient",
    "named_employee": "Concerns a named employee",
    "secrecy": "Secrecy",
    "sensitive": "Sensitive data",
    "offensive": "Offensive",
    "not_ours": "Not the municipality’s responsibility",
    "sender_declined": "The person did not want it",
    "other": "Other",
}
WITHDRAWAL_REASONS = {
    "request": "Request from an individual",
    "personal_data": "Personal data was discovered",
    "wrong_answer": "The answer was wrong",
    "retention": "Its time was up",
    "other": "Other",
}


def paths(language: str) -> dict[str, str]:
    """The addresses of the pages that exist in every language of the interface, by name."""
    return PATHS.get(language, PATHS["sv"])


def counterpart(path: str, language: str) -> str | None:
    """The same page in the other language, when there is one."""
    here, there = (PATHS[ENGLISH], PATHS["sv"]) if language == ENGLISH else (PATHS["sv"], PATHS[ENGLISH])
    if (name := next((name for name, own in here.items() if own == path), None)) is not None:
        return there[name]
    families = FAMILIES.items() if language != ENGLISH else [(english, own) for own, english in FAMILIES.items()]
    if "/sida/" in path:
        return None
    return next((other + path.removeprefix(own) for own, other in families if path.startswith(own)), None)


def here(path: str, language: str) -> str:
    """Where a reader of `language` is led for a page of the site's own: its counterpart, or the page itself."""
    return (counterpart(path, "sv") if language == ENGLISH else None) or path


def measures_in_english(measures: dict[str, Measure]) -> dict[str, Measure]:
    """What the figures mean, in English where that is written."""
    return {
        name: msgspec.structs.replace(
            each,
            title=each.title_en or each.title,
            definition=each.definition_en or each.definition,
            unit=each.unit_en or each.unit,
            caveats=each.caveats_en or each.caveats,
        )
        for name, each in measures.items()
    }


def in_english(labels: Labels) -> Labels:
    """The municipality's words, those of the codes that ship under their English names."""
    english = copy.copy(labels)
    english.kinds = {
        code: msgspec.structs.replace(term, name=KINDS[code][0], plural=KINDS[code][1]) if code in KINDS else term
        for code, term in labels.kinds.items()
    }
    english.levels = {code: LEVELS.get(code, name) for code, name in labels.levels.items()}
    english.outcomes = _named(labels.outcomes, OUTCOMES)
    english.withholding_reasons = _named(labels.withholding_reasons, WITHHOLDING_REASONS)
    english.withdrawal_reasons = _named(labels.withdrawal_reasons, WITHDRAWAL_REASONS)
    return english


def untranslated(own: Labels, shown: Labels) -> set[str]:
    """The municipality's names that stay as they are in the other language."""
    groups = ("kinds", "categories", "outcomes", "withholding_reasons", "withdrawal_reasons")
    pairs = (
        pair
        for group in groups
        for pair in zip(getattr(own, group).values(), getattr(shown, group).values(), strict=True)
    )
    return {name for one, other in pairs if (name := one.plural or one.name) == (other.plural or other.name)}


def _named(terms: dict[str, Term], names: dict[str, str]) -> dict[str, Term]:
    return {code: msgspec.structs.replace(term, name=names.get(code, term.name)) for code, term in terms.items()}


@cache
def item_note(kind: str, outcome: str | None, working_days: int | None, kept: bool | None) -> Markup:
    """What an item page says in English about a case: its kind, its time, its promise, what it led to. No gettext: it is never Swedish."""
    said = [f"{KINDS[kind][0]} to the municipality." if kind in KINDS else "Feedback to the municipality."]
    if working_days is not None:
        said.append(f"Answered in {working_days} working day{'' if working_days == 1 else 's'}.")
    if kept is not None:
        said.append(f"The promise about when to answer was {'kept' if kept else 'not kept'}.")
    if outcome in OUTCOMES:
        said.append(f"What it led to: {OUTCOMES[outcome][0].lower()}{OUTCOMES[outcome][1:]}.")
    return Markup(
        '<details class="in-english" lang="en"><summary>In English</summary><p>{} The question and the answer stand in the language '
        'they were written in. <a href="/en/">About this site in English</a></p></details>'
    ).format(" ".join(said))
