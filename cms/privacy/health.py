"""Illnesses, medicines and aids, where a person stands in the same sentence.

"Personer med demens" is a group and nobody's secret; "min mamma har demens" is. Words are matched with their Swedish endings and
also without å, ä and ö; compounds that name places or things (rullstolsramp, diabetesmottagning) are other words and don't match.
"""

# ruff: noqa: E501 (a pattern reads best in one piece)

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from cms.privacy import reasons
from cms.privacy.findings import Category, Confidence, Finding, Level
from cms.privacy.lexicon_files import entries, fold, words
from cms.privacy.text import Text, Word

ENDINGS = (
    "",
    "n",
    "en",
    "et",
    "t",
    "s",
    "ns",
    "ens",
    "ets",
    "r",
    "er",
    "ar",
    "or",
    "erna",
    "arna",
    "orna",
    "de",
    "na",
    "a",
    "e",
)
PERSON = frozenset(
    "jag mig min mitt mina han hon hen honom henne hans hennes hens vår vårt våra din ditt dina du dig er ert era brukaren eleven patienten klienten pojken flickan kvinnan mannen damen herrn gubben tanten killen"
    " tjejen grannen grannens undertecknad oss vi brukarens elevens patientens barnet barnets gossen sonen dottern mamman pappan tjejens killens pojkens flickans mannens kvinnans sjalv själv".split()
)
WEAK_PERSON = frozenset("jag mig vi oss du dig er min mitt mina vår vårt våra din ditt dina ert era".split())
OWNS_IT = re.compile(
    r"\b(?:jag|han|hon|hen|vi|som|själv)(?: \w+){0,2} (?:har|har haft|hade|fick|får|lider|led|är|var|blev|använder|anvander|sitter|går|äter|tar|behöver|drabbades|insjuknade|kämpar|lever|tål|ar|gar|behover|ater)\b[^.!?,;]{0,45}$"
    r"|\b(?:min|mitt|mina|vår|vårt|våra|hans|hennes|hens|din|ditt|dina|mammas|pappas|mormors|farmors|morfars|farfars|sonens|dotterns|makens|makans|\w+ns)(?: [\wåäö-]+)? $|\b(?:har jag|är jag|har han|har hon|är hon|är han|sitter jag|går jag|som har|som lider av|pga|p g a|p\.g\.a\.|på grund av|med tanke på)(?: \w+){0,3} $"
)
LINKS = (
    r"(?: (?:även|också|ofta|inte|själv|själva|kanske))?(?: (?:som|med|utan|i|på|och|har|lider av|är|använder|sitter i|går med|drabbats av|drabbade av|lever med|fått|får|eller|diagnosen|t ex|t\.ex\.|exempelvis|typ|till exempel|bland annat|oftast|ibland"
    r"|behöver|av|för)){1,4}(?: [\wåäö/-]+(?:,| och| eller)?){0,3} $"
)
TOPIC = re.compile(
    r"\b(?:information|kunskap|föreläsning|utbildning|okunskap|kurs|kurser|forskning|stöd vid|boende för|boenden för|anpassat för|anpassad för|anpassade för|plats för|utrymme för|framkomlig\w* (?:för|med)|tillgänglig\w* (?:för|med)|ramp för|parkering för|risk för|risken för|vaccin\w* mot|smitt\w* av|spridning\w* av|skydd mot|frågor om|kompetens (?:om|inom|kring)|okunniga om|lära sig (?:mer )?om)"
    r"(?: [\wåäö/-]+(?:,| och| eller)?){0,3} $"
)


@cache
def _lexicon() -> dict[str, tuple[tuple[tuple[str, ...], bool], ...]]:
    """First word of a term, without marks, to the terms' following words and whether the last word takes endings."""
    table: dict[str, list[tuple[tuple[str, ...], bool]]] = {}
    for name in ("diagnoses", "medicines", "aids"):
        for entry in entries(name):
            takes_endings = entry.endswith("*")
            first, *rest = fold(entry.removesuffix("*")).split()
            forms = [first + ending for ending in ENDINGS] if takes_endings and not rest else [first]
            for form in forms:
                table.setdefault(form, []).append((tuple(rest), takes_endings))
    return {first: tuple(sorted(terms, key=lambda term: -len(term[0]))) for first, terms in table.items()}


HYPOTHETICAL = re.compile(r"\b(?:om|när|du|dig|er) (?:som |du |ni |dig |har |är )[^.!?]{0,60}$")
POSSESSED = re.compile(
    r"\b(?:min|mitt|mina|vår|vårt|våra|hans|hennes|hens|din|ditt|dina|er|mammas|pappas|den|vi är|vi|båda|båda är|de är) $"
)
OWNS_PLAINLY = re.compile(
    r"\b(?:jag|han|hon|hen|vi|mamma|pappa|mormor|morfar|farmor|farfar|sonen|dottern|(?:min|mitt|vår|vårt|hans|hennes) (?:\w+ )?[\wåäö]+)(?: \w+)? (?:har|hade|fick|fått|är|haft|var|blev|som är)(?: [\wåäö]+){0,2} $"
)
PASSING = frozenset("covid corona influensa lunginflammation allergi allergisk halsfluss yrsel".split())
"""Illnesses that everybody speaks of: somebody's only where the words say so."""


def _is_plural(term: str) -> bool:
    """True for adjectives in the plural (allergiska, synskadade): a group, unless "min" or the like stands before."""
    return (
        term.endswith(("iska", "ade", "ena", "rna", "rade", "dementa", "blinda", "döva", "bundna", "burna"))
        and " " not in term
    ) or term.endswith(("rullatorer", "rullstolar", "proteser"))


SHORT_NEEDS_CASE = frozenset("ms als me ep ast kol cp gad peg ect ocd dld hiv ibs".split())


def find(text: Text, others: Sequence[Finding]) -> Iterator[Finding]:
    """Health terms of a person. `others` are findings already made: a name in the sentence is a person."""
    lexicon = _lexicon()
    all_words = text.words
    named = sorted(finding.start for finding in others if finding.category in (Category.NAME, Category.PERSONNUMMER))
    index = 0
    while index < len(all_words):
        length = _term_at(text, index, lexicon)
        if not length:
            index += 1
            continue
        start, end = _with_type(text, all_words[index].start, all_words[index + length - 1].end)
        confidence = _belongs_to_somebody(text, index, start, end, named)
        if confidence is not None:
            yield text.finding(
                start,
                end,
                Category.HEALTH,
                Level.STOP if confidence is not Confidence.UNSURE else Level.NOTE,
                confidence,
                reasons.HEALTH,
            )
        index += length


def _with_type(text: Text, start: int, end: int) -> tuple[int, int]:
    """The span with the type of diabetes, which stands before or after: "typ 1-diabetes", "diabetes typ 2"."""
    if not text.lower.startswith("diabet", start):
        return start, end
    before = re.search(r"\btyp ?[12][ -]?$", text.before(start, 8))
    after = re.match(r",? ?typ ?[12]\b", text.after(end, 9))
    return start - len(before.group()) if before else start, end + after.end() if after else end


def _term_at(text: Text, index: int, lexicon: dict[str, tuple[tuple[tuple[str, ...], bool], ...]]) -> int:
    """How many words the longest health term that begins here has; 0 for none."""
    word = text.words[index]
    terms = lexicon.get(fold(word.lower))
    if terms is None:
        return 0
    if fold(word.lower) in SHORT_NEEDS_CASE and word.text.islower() and word.lower in ("me", "ast", "peg", "ep", "gad"):
        terms = tuple(term for term in terms if term[0])
    for rest, _ in terms:
        following = text.words[index + 1 : index + 1 + len(rest)]
        if tuple(fold(one.lower) for one in following) == rest:
            return 1 + len(rest)
        if rest and len(following) < len(rest) and rest[0] in "12":
            continue
    return 0


def _belongs_to_somebody(text: Text, index: int, start: int, end: int, named: list[int]) -> Confidence | None:
    """How sure it is that the term is somebody's; none where it is a group's or nobody's."""
    sentence_start, sentence_end = text.sentence(start)
    before = text.lower[max(sentence_start, start - 110) : start]
    compact = before if before.endswith(" ") or not before else before + " "
    if TOPIC.search(compact) or _is_generic(compact) or (text.is_answer and HYPOTHETICAL.search(compact)):
        return None
    if _is_plural(text.lower[start:end]) and not POSSESSED.search(compact):
        return None
    if fold(text.lower[start:end]).rstrip("19-") in PASSING and not (
        OWNS_PLAINLY.search(compact) or POSSESSED.search(compact)
    ):
        return None
    if OWNS_IT.search(compact):
        return Confidence.SURE
    named_here = bisect_left(named, sentence_start) < bisect_left(named, sentence_end)
    persons = {word.lower for word in _words_between(text, index, sentence_start, sentence_end)}
    if (
        named_here
        or persons & (PERSON - WEAK_PERSON)
        or persons & (words("kinship") - {"föräldrar", "barn", "anhöriga", "make", "man", "mans", "unga", "ex"})
    ):
        return Confidence.SURE
    if persons & words("roles") and re.search(r"\b(?:är|har|var) ", before):
        return Confidence.PROBABLE
    weak = persons & WEAK_PERSON
    after = text.lower[end : end + 40]
    if weak & {"jag", "mig", "min", "mitt", "mina"} and re.search(r"\b(?:jag|mig|min|mitt|mina)\b[^;]{0,60}$", before):
        return Confidence.PROBABLE
    if weak & {"vår", "vårt", "våra"} and re.search(
        r"\bvårt? (?:\w+ )?(?:son|dotter|barn|kille|tjej|flicka|pojke)", text.lower[sentence_start:sentence_end]
    ):
        return Confidence.SURE
    if re.match(r"[^.!?\n]{0,12}\b(?:gör att jag|har gjort att jag|och jag|så jag|hindrar mig)\b", after):
        return Confidence.PROBABLE
    previous_start, _ = text.sentence(max(0, sentence_start - 2))
    if re.match(
        r"\s*(?:har|lider av|fick|är|dessutom|diagnos|också)\b", text.lower[sentence_start:sentence_end]
    ) and re.search(r"\b(?:min|mitt|vår|han|hon|jag)\b", text.lower[previous_start:sentence_start]):
        return Confidence.PROBABLE
    return None


def _words_between(text: Text, index: int, start: int, end: int) -> list[Word]:
    """Words of the sentence around a word, up to forty on either side."""
    all_words = text.words
    return [word for word in all_words[max(0, index - 40) : index + 40] if start <= word.start < end]


@cache
def _group_before() -> re.Pattern[str]:
    groups = "|".join(sorted(map(re.escape, words("generic_groups")), key=len, reverse=True))
    compounds = r"\w+(?:personer|elever|elev|barnen|tagare|brukare|patienterna|brukarna|eleverna|sjuka|gäster)"
    return re.compile(rf"(?:(?P<owner>\w+) )?\b(?:{groups}|{compounds}){LINKS}")


def _is_generic(before: str) -> bool:
    match = _group_before().search(before)
    return match is not None and match["owner"] not in (
        "mina",
        "våra",
        "min",
        "mitt",
        "vår",
        "vårt",
        "hennes",
        "hans",
        "din",
        "ditt",
        "jag",
        "hon",
        "han",
    )
