"""The languages of the interface: Swedish, and English for the pages that explain, search, and list what is published.

Questions and answers stay in the language they were written in. Why only some pages are in English: docs/decisions/0016-english.md.
"""

from __future__ import annotations

import copy
from functools import cache

import msgspec
from markupsafe import Markup

from portal.contract import Term
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
    },
}
# What lies under these has the same name in English: units, subjects, kinds, years. Numbered pages are in the site's own language only.
FAMILIES = {
    "/forvaltning/": "/en/units/",
    "/amne/": "/en/subjects/",
    "/typ/": "/en/kinds/",
    "/arkiv/": "/en/archive/",
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


def in_english(labels: Labels) -> Labels:
    """The municipality's words, those of the codes that ship under their English names."""
    english = copy.copy(labels)
    english.kinds = {
        code: msgspec.structs.replace(term, name=KINDS[code][0], plural=KINDS[code][1]) if code in KINDS else term
        for code, term in labels.kinds.items()
    }
    english.levels = {code: LEVELS.get(code, name) for code, name in labels.levels.items()}
    english.outcomes = {code: _named(term) for code, term in labels.outcomes.items()}
    return english


def _named(term: Term) -> Term:
    return msgspec.structs.replace(term, name=OUTCOMES.get(term.code, term.name))


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
