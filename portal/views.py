"""What the item template shows of one record, worked out once. Shared by pages and previews."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from itertools import count
from typing import Any
from urllib.parse import quote

import orjson
from jinja2 import Environment
from markupsafe import Markup, escape

from portal.contract import Answer, Correction, Promise, Record, Site, Version
from portal.editions import item_note
from portal.errors import RecordError
from portal.rendering import markup, paragraphs
from portal.site import Labels, data_path
from portal.words import N_, Words

RIGHT_TO_LEFT = {"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}
_RIGHT_TO_LEFT_LETTER = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
LONG_HEADING = 90
MARKS = (
    "namn|telefonnummer|telefon|e-post|e-postadress|kontaktuppgift|personnummer|adress|plats|registreringsnummer|"
    "fastighet|kontonummer|nummer|hälsouppgift|hälsa|tredje person|sekretess|kränkande|borttaget|annat"
)
WHY_REMOVED = {
    "name": N_("We do not publish the names of persons."),
    "contact": N_("We do not publish how a person can be reached."),
    "identity_number": N_("A number can tell who someone is."),
    "place": N_("An address or a property can tell who someone is."),
    "health": N_("What concerns someone’s health is private."),
    "third_party": N_("It was about someone other than the one who wrote."),
    "secrecy": N_("The law keeps it secret."),
    "offensive": N_("It was an insult to someone."),
}
_MARK = re.compile(rf"\[(?:{MARKS})(?: \d+)?\]")
_TAG = re.compile(r"(<[^>]*>)")
_BLOCK_END = re.compile(r"</(?:p|li|h3|h4|tr|blockquote)>|<br ?/?>")
_TABLE = re.compile("<table.*?</table>", re.DOTALL)
_HEAD_WITHOUT_SCOPE = re.compile(r"<th(?=[\s>])(?![^>]*\sscope=)")
_EXCERPT_LENGTH = 220
# urllib's quote for every byte: a page asks for one heading of its own, and quote takes nearly three times as long.
_QUOTED = [quote(bytes([byte])) for byte in range(256)]
_DAY_HERE = "\N{OBJECT REPLACEMENT CHARACTER}"


class Fragments:
    """Parts that many item pages share, rendered once each: they depend on a unit, a word or a number of days."""

    def __init__(self, env: Environment, words: Words, labels: Labels, site: Site, site_url: str) -> None:
        self._env = env
        self._words = words
        self._labels = labels
        self._site = site
        self._site_url = site_url
        self.place = cache(self._place)
        self.eyebrow = cache(self._eyebrow)
        self.duration = cache(self._duration)
        self._day = env.filters["day"]
        self._promise = cache(self._promise_until)
        self.unit_link = cache(self._unit_link)

    def _render(self, template: str, **values: Any) -> Markup:
        return markup(self._env.get_template(template).render(site=self._site, **values))

    def _place(self, codes: tuple[str, ...]) -> dict[str, Any]:
        """What a page says about the units it belongs to, outermost first."""
        chain = [self._labels.units[code] for code in codes]
        gettext = self._words.gettext
        places = [(unit.name, unit.path) for unit in chain] or [(gettext("All answers"), "/synpunkter/")]
        crumbs = _crumbs(self._site_url, [(gettext("Home"), "/"), *places])
        return {
            "crumbs": self._render("_place_crumbs.html", chain=chain),
            "chain": self._render("_place_chain.html", chain=chain),
            "feedback": self._render("_place_feedback.html", chain=chain),
            "linked_data": orjson.Fragment(orjson.dumps(crumbs)),
        }

    def _eyebrow(self, kind: str, category: str | None) -> Markup:
        labels = self._labels
        term = labels.categories[category] if category is not None else None
        return self._render("_eyebrow.html", kind=labels.kinds[kind], category=term)

    def _duration(self, working_days: int | None, calendar_days: int | None) -> Markup:
        return self._render("_duration.html", working_days=working_days, calendar_days=calendar_days)

    def promise(self, promise: Promise) -> Markup:
        """What a page says about a promise. There are few promises and thousands of days: the day is put in afterwards."""
        text = self._promise(promise.name, promise.kept, promise.due is not None)
        return markup(text.replace(_DAY_HERE, self._day(promise.due))) if promise.due is not None else text

    def _promise_until(self, name: str, kept: bool | None, has_day: bool) -> Markup:
        day = markup(_DAY_HERE) if has_day else None
        return self._render("_promise.html", promise={"name": name, "kept": kept}, due=day)

    def _unit_link(self, code: str) -> Markup:
        unit = self._labels.units[code]
        return markup('<a href="{}">{}</a>').format(unit.path, unit.name)


class Viewer:
    """Turns records into what templates show, with the names of one municipality."""

    def __init__(
        self, env: Environment, labels: Labels, site: Site, site_url: str, language: str, *, has_english: bool = False
    ) -> None:
        self.labels = labels
        self.words: Words = env.words  # type: ignore[attr-defined]
        self.site_url = site_url
        self.language = language
        self.has_english = has_english
        self.fragments = Fragments(env, self.words, labels, site, site_url)

    def item(self, record: Record, file: str) -> dict[str, Any]:
        """Everything the item page says about one record.

        Raises:
            RecordError: a unit, word or date in it is not known.
        """
        try:
            return self._item(record)
        except (KeyError, ValueError) as error:
            reason = f"{error.args[0]!r} is not known" if isinstance(error, KeyError) else str(error)
            raise RecordError(record.id, file, reason) from error

    def _item(self, record: Record) -> dict[str, Any]:
        labels = self.labels
        fragments, promise = self.fragments, record.promise
        tables = count(1)
        place = fragments.place(tuple(record.organisation[1:]))
        return {
            "record": record,
            "heading": marked(escape(record.heading)),
            "text_language": self._text_language(record.language),
            "question": explained(paragraphs(record.question), is_explained=bool(record.redactions)),
            "answers": [
                self._answer(answer, record.language, tables, is_explained=bool(record.redactions))
                for answer in record.answers
            ],
            "long_heading": len(record.heading) > LONG_HEADING,
            "share": self._share(record),
            "data": data_path(record.id),
            "eyebrow": fragments.eyebrow(record.kind, record.category),
            "place": place,
            "duration": fragments.duration(record.working_days, record.calendar_days),
            "promise": fragments.promise(promise) if promise else "",
            "outcome": labels.outcomes[record.outcome] if record.outcome is not None else None,
            "outcome_text": marked(escape(record.outcome_text)),
            "redactions": self._redactions(record),
            "corrections": [
                self._correction(correction, record.language, tables) for correction in reversed(record.corrections)
            ],
            "english": item_note(record.kind, record.outcome, record.working_days, promise.kept if promise else None)
            if self.has_english
            else "",
            "changed": max((record.published, *(correction.on for correction in record.corrections))),
            "description": self.excerpt(record, 155),
            "linked_data": self._linked_data(record, place["linked_data"]),
        }

    def _answer(
        self, answer: Answer, language: str, tables: Iterator[int], *, is_explained: bool = False
    ) -> dict[str, Any]:
        return {
            "html": explained(_tables_in_regions(answer.html, self.words, tables), is_explained=is_explained),
            "language": self._answer_language(language, answer.html),
            "role": answer.role,
            "unit": self.fragments.unit_link(answer.unit),
            "on": answer.on,
        }

    def _correction(self, correction: Correction, language: str, tables: Iterator[int]) -> dict[str, Any]:
        return {
            "on": correction.on,
            "what": correction.what,
            "earlier": self._earlier(correction.earlier, language, tables) if correction.earlier else None,
        }

    def _earlier(self, earlier: Version, language: str, tables: Iterator[int]) -> dict[str, Any]:
        return {
            "heading": marked(escape(earlier.heading)),
            "question": marked(paragraphs(earlier.question)),
            "answers": [self._answer(answer, language, tables) for answer in earlier.answers],
        }

    def _redactions(self, record: Record) -> list[dict[str, Any]]:
        reasons = self.labels.redaction_reasons
        unknown = [code for code in record.redactions if code not in reasons]
        if unknown:
            raise KeyError(unknown[0])
        return [
            {
                "name": term.name,
                "count": record.redactions[code],
                "why": self.words.gettext(WHY_REMOVED[code]) if code in WHY_REMOVED else "",
            }
            for code, term in reasons.items()
            if record.redactions.get(code)
        ]

    def _text_language(self, language: str) -> Markup:
        """` lang="…" dir="…"` where the text is not in the site's language."""
        if language == self.language:
            return Markup("")
        return markup(' lang="{}" dir="auto"').format(language)

    def _answer_language(self, language: str, html: str) -> Markup:
        """The record's language, unless the answer is plainly in the site's: no letter of a language written from the right."""
        is_foreign = language.partition("-")[0] not in RIGHT_TO_LEFT or _RIGHT_TO_LEFT_LETTER.search(html)
        return self._text_language(language if is_foreign else self.language)

    def _share(self, record: Record) -> str:
        """An address that opens a letter with the heading and the link: nobody else learns of it."""
        subject = "".join([_QUOTED[byte] for byte in record.heading.encode()])
        return f"mailto:?subject={subject}&body={self.site_url}{record.path}"

    def excerpt(self, record: Record, length: int = _EXCERPT_LENGTH) -> str:
        """The start of the question, or of the answer where there is no question, cut between words."""
        text = " ".join(" ".join(record.question).split())
        if not text and record.answers:
            text = " ".join(plain(record.answers[0].html).split())
        if len(text) <= length:
            return text
        cut = text.rfind(" ", length // 2, length)
        return text[: cut if cut > 0 else length].rstrip(" ,.;:–-") + "\N{NO-BREAK SPACE}…"

    def card(self, record: Record) -> dict[str, Any]:
        """What a listing shows of one record."""
        labels = self.labels
        unit = labels.units[record.organisation[-1]] if len(record.organisation) > 1 else None
        return {
            "record": record,
            "heading": marked(escape(record.heading)),
            "text_language": self._text_language(record.language),
            "kind": labels.kinds[record.kind],
            "unit": unit,
            "outcome": labels.outcomes[record.outcome] if record.outcome is not None else None,
            "excerpt": marked(escape(self.excerpt(record))),
        }

    def _linked_data(self, record: Record, crumbs: orjson.Fragment) -> Markup:
        """The page as schema.org data, safe inside a script element."""
        url = f"{self.site_url}{record.path}"
        question = "\n\n".join(record.question)
        answers: list[dict[str, Any]] = [
            {
                "@type": "Answer",
                "text": plain(answer.html),
                "url": f"{url}#svar" if number == 1 else f"{url}#svar-{number}",
                "datePublished": record.published,
                "author": {"@type": "GovernmentOrganization", "name": self.labels.units[answer.unit].name},
                **({"dateCreated": answer.on} if answer.on else {}),
            }
            for number, answer in enumerate(record.answers, start=1)
        ]
        entity: dict[str, Any] = {
            "@type": "Question",
            "name": record.heading,
            "text": question or record.heading,
            "answerCount": len(answers),
            "inLanguage": record.language,
            "datePublished": record.published,
        }
        if record.received:
            entity["dateCreated"] = record.received
        if answers:
            entity["acceptedAnswer"] = answers[-1]
            if len(answers) > 1:
                entity["suggestedAnswer"] = answers[:-1]
        graph = [
            {
                "@type": "QAPage"
                if answers
                else "WebPage",  # a QAPage without an answer is refused by those who read it
                "@id": url,
                "url": url,
                "datePublished": record.published,
                "mainEntity": entity,
            },
            crumbs,
        ]
        return script_json({"@context": "https://schema.org", "@graph": graph})


def crumb_list(site_url: str, home: tuple[str, str], places: list[tuple[str, str]]) -> Markup:
    """The way to a page from the start, outermost first, as schema.org data."""
    return script_json({"@context": "https://schema.org", **_crumbs(site_url, [home, *places])})


def _crumbs(site_url: str, places: list[tuple[str, str]]) -> dict[str, Any]:
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": f"{site_url}{path}"}
        for position, (name, path) in enumerate(places, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def script_json(value: object) -> Markup:
    """JSON that cannot end the script element it stands in."""
    return markup(orjson.dumps(value).decode().replace("<", "\\u003c"))


def marked(html: str) -> Markup:
    """Redaction marks as `<mark>`; never inside a tag."""
    if "[" not in html:
        return markup(html)
    if "<" not in html:
        return markup(_MARK.sub(_as_mark, html))
    parts = _TAG.split(html)
    parts[::2] = [_MARK.sub(_as_mark, part) for part in parts[::2]]
    return markup("".join(parts))


def explained(html: str, *, is_explained: bool) -> Markup:
    """Redaction marks that lead to what the page says about them, except beside links, which hold no other links."""
    if not is_explained or "[" not in html or "<a" in html:
        return marked(html)
    text = str(marked(html))  # markup would escape what is put in
    return markup(
        text.replace(_OPENS, f'<a class="redaction-link" href="#maskning">{_OPENS}').replace(_CLOSES, f"{_CLOSES}</a>")
    )


_OPENS, _CLOSES = '<mark class="redaction">', "</mark>"


def _as_mark(match: re.Match[str]) -> str:
    return f'<mark class="redaction">{match[0]}</mark>'


def _tables_in_regions(html: str, words: Words, tables: Iterator[int]) -> str:
    """Wide tables scroll in a region of their own that the keyboard reaches. They are told apart by number."""
    if "<table" not in html:
        return html
    label = words.gettext("Table {number}, scroll sideways")

    def region(table: re.Match[str]) -> str:
        name = escape(label.format(number=next(tables)))
        return (
            f'<div class="table-region" role="region" tabindex="0" aria-label="{name}">{_with_scopes(table[0])}</div>'
        )

    return _TABLE.sub(region, html)


def _with_scopes(table: str) -> str:
    """The heads of a table say what they are the heads of: those of the first row of columns, others of rows."""
    before, *rows = table.split("<tr")
    for place, row in enumerate(rows):
        rows[place] = _HEAD_WITHOUT_SCOPE.sub(f'<th scope="{"row" if place else "col"}"', row)
    return "<tr".join([before, *rows])


def plain(html: str) -> str:
    """The text of sanitised HTML, a line per block."""
    text = _TAG.sub("", _BLOCK_END.sub("\n", html)) if "<" in html else html
    return (unescape(text) if "&" in text else text).strip()
