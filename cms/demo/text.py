"""From a theme text to one person's: alternatives chosen, slots filled, prepositions that fit the place."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from html import escape

from cms.demo.dice import Dice

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]
NUMBER_WORDS = ["noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"]
SLOTS = ("plats", "enhet", "dag", "tid", "datum", "antal", "manad")

FITTING_PREPOSITIONS = {
    "street": ("på", "längs", "utmed"),
    "square": ("på",),
    "district": ("i",),
    "village": ("i",),
    "park": ("i",),
    "trail": ("på", "längs", "utmed"),
    "water": ("vid", "i", "på"),
    "landmark": ("vid",),
    "building": ("på", "i"),
}
HOW_MANY = {
    "minut": (10, 45), "meter": (15, 80), "kron": (150, 900), "kr": (150, 900), "grad": (13, 18), "km": (2, 14),
    "kilometer": (2, 14), "vecko": (2, 7), "månad": (2, 8), "dag": (3, 12), "timm": (2, 5), "år": (2, 9),
    "procent": (10, 40), "gång": (2, 6), "cm": (5, 20), "centimeter": (5, 20), "mil": (2, 4), "dygn": (2, 6),
    "arbetsdag": (3, 10),
}  # fmt: skip
# How often "vid Hagaby" becomes "i Hagaby", and "vid Storgatan" "på Storgatan": of streets one says both.
SAYS_WHERE_INSTEAD_OF_NEAR = {"street": 0.45, "square": 0.5, "district": 1.0, "village": 1.0, "park": 0.5, "trail": 0.5}
_ALWAYS_DIGITS = ("kr", "kron", "grad", "meter", "procent", "minut", "cm", "km", "centimeter")
_INNERMOST = re.compile(r"\[\[((?:(?!\[\[|\]\]).)*)\]\]", re.DOTALL)
_NEAR_PLACE = re.compile(r"((?:\w+ ){0,3})\b([Vv])id \{plats\}")
_PLACE_WITH_PREPOSITION = re.compile(r"\b([IiPp]å?|[Ll]ängs(?: med)?|[Uu]tmed) \{plats\}")


def expand(text: str, dice: Dice) -> str:
    """The text with one of each `[[a|b|]]` chosen, inner ones first."""
    while match := _INNERMOST.search(text):
        options = match.group(1).split("|")
        chosen = dice.pick(options)
        before, after = text[: match.start()], text[match.end() :]
        opens = not before.strip() or before.endswith("\n")
        if not chosen and opens and any(option[:1].isupper() for option in options):
            after = capitalised(after.lstrip(" "))
        elif not chosen and before.endswith((" ", "\n")):
            after = after.lstrip(" ")
        text = before + chosen + after
    return tidy(text)


def tidy(text: str) -> str:
    """The text without stray spaces or blank lines, paragraphs apart by one empty line."""
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(r" *\n *", "\n", text)
    text = re.sub(r" ([,.!?])(?=\s|$)", r"\1", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def capitalised(text: str) -> str:
    """The text with its first letter upper case."""
    return text[:1].upper() + text[1:]


def swedish_date(day: date) -> str:
    """The day as people write it: 14 mars."""
    return f"{day.day} {MONTHS[day.month - 1]}"


class Slots:
    """The words that fill one case's slots; the same place, number and hour in its heading, question and answer."""

    def __init__(self, dice: Dice, place: str, place_kind: str, unit: str, received: datetime) -> None:
        """Slots for a case about that place, received at that hour."""
        self._dice = dice
        self.place, self._kind, self._unit, self._received = place, place_kind, unit, received
        hour, minute = (
            dice.pick((6, 7, 7, 7, 8, 8, 12, 15, 16, 16, 17, 18, 21)),
            dice.pick((0, 10, 15, 20, 30, 40, 45, 50)),
        )
        self._clock = f"{hour}.{minute:02d}" if dice.chance(0.8) else f"{hour:02d}:{minute:02d}"
        self._nearer = dice.chance(SAYS_WHERE_INSTEAD_OF_NEAR.get(place_kind, 0))
        self._numbers: dict[str, str] = {}
        self._answer_days: tuple[date, date] | None = None
        self._seen = (received - timedelta(days=dice.between(0, 6))).date()

    def in_question(self, text: str) -> str:
        """The person's text: days and months lie behind."""
        return self._fill(
            text, self._seen, MONTHS[(self._received - timedelta(days=self._dice.between(20, 70))).month - 1]
        )

    def in_answer(self, text: str, answered: date, *, done: bool) -> str:
        """The official's text: what is done has been done, what is planned lies ahead."""
        if self._answer_days is None:
            self._answer_days = self._days_of_answer(answered, done=done)
        when, month = self._answer_days
        past = MONTHS[(answered - timedelta(days=40)).month - 1]
        text = re.sub(r"\b([Ss]edan|[Ss]en) (i |början av |slutet av )?\{manad\}", rf"\1 \2{past}", text)
        return self._fill(text, when, MONTHS[month.month - 1])

    def _days_of_answer(self, answered: date, *, done: bool) -> tuple[date, date]:
        """The day and a day of the month that the answer speaks of."""
        if done:
            when = max(self._received.date(), answered - timedelta(days=self._dice.between(1, 5)))
            return when, answered + timedelta(days=self._dice.between(10, 40))
        return answered + timedelta(days=self._dice.between(7, 28)), answered + timedelta(
            days=self._dice.between(30, 75)
        )

    def _fill(self, text: str, day: date, month: str) -> str:
        while day.weekday() >= 5 and "{dag}" in text and self._dice.chance(0.7):
            day -= timedelta(days=2)
        text = _PLACE_WITH_PREPOSITION.sub(self._preposition, text)
        if self._nearer:
            text = _NEAR_PLACE.sub(self._where, text)
        text = re.sub(r"\{antal\}(?:[ \n]+(\w+))?", self._number, text)
        words = {
            "plats": self.place, "enhet": self._unit, "dag": WEEKDAYS[day.weekday()], "tid": self._clock,
            "datum": swedish_date(day), "manad": month,
        }  # fmt: skip
        return re.sub(r"(^|[.!?]\s+|\n)?\{(\w+)\}", lambda match: self._word(match, words), text)

    def _word(self, match: re.Match[str], words: dict[str, str]) -> str:
        word = words[match.group(2)]
        if match.group(1) is None:
            return word
        return match.group(1) + capitalised(word)

    def _preposition(self, match: re.Match[str]) -> str:
        written, fitting = match.group(1), FITTING_PREPOSITIONS[self._kind]
        if written.lower().split()[0] in fitting:
            return match.group(0)
        fit = fitting[0]
        return (capitalised(fit) if written[0].isupper() else fit) + " {plats}"

    def _where(self, match: re.Match[str]) -> str:
        before, initial = match.groups()
        preposition = FITTING_PREPOSITIONS[self._kind][0]
        if f" {preposition} " in f" {before.lower()}" and preposition == "på":
            return match.group(0)
        return before + (capitalised(preposition) if initial == "V" else preposition) + " {plats}"

    def _number(self, match: re.Match[str]) -> str:
        following = (match.group(1) or "").lower()
        stem = next((stem for stem in sorted(HOW_MANY, key=len, reverse=True) if following.startswith(stem)), "")
        if stem not in self._numbers:
            low, high = HOW_MANY.get(stem, (3, 9))
            number = self._dice.between(low, high)
            if stem in ("minut", "meter", "kron", "kr", "procent"):
                number -= number % 5
            words = number <= 12 and stem not in _ALWAYS_DIGITS and self._dice.chance(0.75)
            self._numbers[stem] = NUMBER_WORDS[number] if words else str(number)
        text = self._numbers[stem]
        if match.start() == 0 or match.string[: match.start()].rstrip(" ")[-1:] in ".!?\n":
            text = capitalised(text)
        return text + match.group(0)[len("{antal}") :]


def to_html(text: str) -> str:
    """Simple HTML: a paragraph per block, lines that start with "- " as a list."""
    blocks: list[str] = []
    for block in re.split(r"\n\n+", text.strip()):
        prose: list[str] = []
        items: list[str] = []
        for line in block.split("\n"):
            if line.startswith("- "):
                items.append(line[2:])
                continue
            if items:
                blocks.extend(_block(prose, items))
                prose, items = [], []
            prose.append(line)
        blocks.extend(_block(prose, items))
    return "".join(blocks)


def _block(prose: list[str], items: list[str]) -> list[str]:
    made = [f"<p>{escape(' '.join(prose), quote=False)}</p>"] if prose else []
    if items:
        made.append("<ul>" + "".join(f"<li>{escape(item, quote=False)}</li>" for item in items) + "</ul>")
    return made
