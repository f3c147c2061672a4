"""The detector's order of work: numbers and addresses first, then names, then what needs a person beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cms.privacy import (
    addresses,
    contact,
    health,
    identifiers,
    long_texts,
    matters,
    name_knowledge,
    name_patterns,
    names,
    personnummer,
    reasons,
    senders,
)
from cms.privacy.findings import (
    PLACEHOLDERS,
    Category,
    Confidence,
    Finding,
    Findings,
    Level,
    MatterAssessment,
    MunicipalLists,
    Recogniser,
    SenderDetails,
)
from cms.privacy.lexicon_files import first_names, fold, surnames, words
from cms.privacy.numbering import numbered
from cms.privacy.text import Text

RANK = {reasons.SENDER: 0, reasons.PLUG_IN: 9}
CATEGORY_RANK = (
    Category.PERSONNUMMER,
    Category.EMAIL,
    Category.ACCOUNT,
    Category.PHONE,
    Category.OTHER_ID,
    Category.PROPERTY,
    Category.HOME_ADDRESS,
    Category.PLATE,
    Category.NAME,
    Category.HEALTH,
)
"""Who wins where two findings overlap and neither has the higher level: a number before a name, a name before an illness."""

GENITIVE = re.compile(r"['’´`]?s$")


@dataclass(frozen=True, slots=True)
class TextFindings:
    """What was found in one text."""

    findings: tuple[Finding, ...]
    matter: MatterAssessment


def detect(
    question: str,
    answer: str,
    *,
    sender: SenderDetails | None = None,
    lists: MunicipalLists | None = None,
    recognisers: Sequence[Recogniser] = (),
) -> Findings:
    """Findings of a question and its answer together: a name accepted in one is searched in the other, one person keeps one number."""
    given = lists or MunicipalLists()
    texts = (Text(long_texts.full_part(question)), Text(long_texts.full_part(answer), is_answer=True))
    found = [_found_in(text, sender, given, recognisers) for text in texts]
    known = _name_words([(text, findings) for text, findings in zip(texts, found, strict=True)])
    settled = [_settled(text, findings, known, given) for text, findings in zip(texts, found, strict=True)]
    with_numbers = numbered(list(zip(texts, settled, strict=True)))
    assessments = [matters.assess(text, findings, given) for text, findings in zip(texts, with_numbers, strict=True)]
    whole = [
        _with_rest(original, text, findings, known, sender, given, recognisers)
        for original, text, findings in zip((question, answer), texts, with_numbers, strict=True)
    ]
    return Findings(whole[0], whole[1], max(assessments, key=lambda matter: matter.score))


def detect_text(
    text: str,
    *,
    is_answer: bool = False,
    sender: SenderDetails | None = None,
    lists: MunicipalLists | None = None,
    recognisers: Sequence[Recogniser] = (),
    names_elsewhere: Iterable[str] = (),
) -> TextFindings:
    """Findings of one text alone. `names_elsewhere` are names accepted in the text that belongs with it."""
    given = lists or MunicipalLists()
    prepared = Text(long_texts.full_part(text), is_answer=is_answer)
    found = _found_in(prepared, sender, given, recognisers)
    known = _name_words([(prepared, found)])
    for name in names_elsewhere:
        _learn(known, name)
    [with_numbers] = numbered([(prepared, _settled(prepared, found, known, given))])
    whole = _with_rest(text, prepared, with_numbers, known, sender, given, recognisers)
    return TextFindings(whole, matters.assess(prepared, with_numbers, given))


# ---------------------------------------------------------------------------------------------------------------- finding


def _with_rest(
    original: str,
    examined: Text,
    findings: list[Finding],
    known: dict[str, bool],
    sender: SenderDetails | None,
    lists: MunicipalLists,
    recognisers: Sequence[Recogniser],
) -> tuple[Finding, ...]:
    """The findings with those of what lies beyond the part examined in full; an ordinary text has nothing there."""
    begins = len(examined.original)
    if begins == len(original):
        return tuple(findings)
    beyond = long_texts.find_beyond(
        original, begins, known, is_answer=examined.is_answer, sender=sender, lists=lists, recognisers=recognisers
    )
    return (*findings, *_without_overlaps(beyond))


def _found_in(
    text: Text, sender: SenderDetails | None, lists: MunicipalLists, recognisers: Sequence[Recogniser]
) -> list[Finding]:
    """Everything but health, before names have been carried over from the other text."""
    if not text.plain.strip():
        return []
    found = list(senders.find(text, sender)) if sender is not None else []
    found += personnummer.find(text)
    found += contact.find_emails(text, lists)
    found += identifiers.find_accounts(text)
    found += identifiers.find_other_ids(text)
    found += contact.find_phones(text, lists)
    found += identifiers.find_plates(text)
    found += identifiers.find_properties(text)
    streets = list(addresses.find(text))
    taken = [(finding.start, finding.end) for finding in (*found, *streets) if finding.category is not Category.NAME]
    people = list(_people(text, lists, taken))
    found += addresses.beside_names(text, streets, [name for name in people if name.reason not in GUESSED])
    found += people
    for recogniser in recognisers:
        found += recogniser(text.original)
    return _without_overlaps(found)


def _people(text: Text, lists: MunicipalLists, taken: list[tuple[int, int]]) -> Iterable[Finding]:
    """Names by rule and names from the municipality's lists."""
    plain_taken = (
        taken if text.plain is text.original or len(text.plain) == len(text.original) else _in_plain(text, taken)
    )
    for candidate in names.NameFinder(text, lists, plain_taken).candidates():
        yield names.finding_of(text, candidate)
    for listed, reason in ((lists.staff, reasons.NAME_STAFF), (lists.elected, reasons.NAME_ELECTED)):
        for name in listed:
            if len(name) < 3:
                continue
            for match in re.finditer(rf"(?<!\w){re.escape(name.lower())}s?(?!\w)", text.lower):
                yield text.finding(*match.span(), Category.NAME, Level.DECIDE, Confidence.SURE, reason)


def _in_plain(text: Text, taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of the text as typed, moved to the normalised text (only needed where characters were dropped or decoded)."""
    starts = [text.typed_span(position, position + 1)[0] for position in range(len(text.plain))]
    moved = []
    for start, end in taken:
        inside = [index for index, typed in enumerate(starts) if start <= typed < end]
        if inside:
            moved.append((inside[0], inside[-1] + 1))
    return moved


def _without_overlaps(found: Iterable[Finding]) -> list[Finding]:
    """The findings in reading order; of two that overlap the more severe one stays, then the longer, then by kind."""
    order = {Level.STOP: 0, Level.DECIDE: 1, Level.NOTE: 2}
    best_first = sorted(
        found,
        key=lambda f: (
            RANK.get(f.reason, 5),
            order[f.level],
            CATEGORY_RANK.index(f.category) // 4,
            f.start - f.end,
            CATEGORY_RANK.index(f.category),
        ),
    )
    kept: list[Finding] = []
    occupied: dict[int, list[Finding]] = {}
    for finding in best_first:
        blocks = range(finding.start // 256, finding.end // 256 + 1)
        if any(finding.overlaps(other) for block in blocks for other in occupied.get(block, ())):
            continue
        kept.append(finding)
        for block in blocks:
            occupied.setdefault(block, []).append(finding)
    return sorted(kept, key=lambda finding: finding.start)


# ----------------------------------------------------------------------------------------------------------- same name again


def _name_words(found: Sequence[tuple[Text, Sequence[Finding]]]) -> dict[str, bool]:
    """Folded words of the accepted names; the value says whether the word may also be found in small letters."""
    known: dict[str, bool] = {}
    for text, findings in found:
        for finding in findings:
            if finding.category is Category.NAME and finding.level is not Level.NOTE:
                _learn(known, text.original[finding.start : finding.end], guessed=finding.reason in GUESSED)
    return known


GUESSED = (reasons.NAME_UNKNOWN,)


def _learn(known: dict[str, bool], name: str, *, guessed: bool = False) -> None:
    for part in re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", name):
        bare = fold(GENITIVE.sub("", part) if len(part) > 4 else part)
        if len(bare) < 3 or bare in name_patterns.PARTICLES:
            continue
        small = (
            bare not in words("name_words")
            and bare not in words("not_names")
            and part.lower() not in words("name_words")
            and len(bare) > 3
        )
        if guessed and bare not in first_names() and bare not in surnames():
            small = False
        known[bare] = known.get(bare, False) or small
        known[fold(part)] = known[bare]


def _settled(text: Text, findings: list[Finding], known: dict[str, bool], lists: MunicipalLists) -> list[Finding]:
    """The findings with the known names found again, health added, and the answer's own suggestions."""
    again = [*findings, *_names_again(text, findings, known)] if known else findings
    settled = _without_overlaps([*again, *health.find(text, again)])
    return [_as_in_answer(text, finding, lists) for finding in settled] if text.is_answer else settled


def _names_again(text: Text, findings: Sequence[Finding], known: dict[str, bool]) -> Iterable[Finding]:
    finder = names.NameFinder(text, MunicipalLists(), [])
    for index, word in enumerate(text.words):
        folded = fold(word.lower)
        if folded not in known:
            folded = folded.removesuffix("s") if folded.endswith("s") else ""
        if folded not in known or not (word.is_capital or known[folded]) or (word.lower in words("not_names")):
            continue
        begins_as_word = text.begins_sentence(word) and not known[folded]
        if begins_as_word or finder.is_refused(index, index):
            continue
        yield text.finding(word.start, word.end, Category.NAME, Level.DECIDE, Confidence.PROBABLE, reasons.NAME_AGAIN)


def _as_in_answer(text: Text, finding: Finding, lists: MunicipalLists) -> Finding:
    """In an answer, the greeting loses its name and the signature becomes the unit."""
    if finding.category is not Category.NAME:
        return finding
    if finding.reason is reasons.NAME_GREETING:
        return replace(finding, replacement="")
    before = text.original[max(0, finding.start - 60) : finding.start].lower()
    if name_knowledge.signs_off(before) or (
        finding.start > len(text.original) * 0.6 and re.search(r"\n[ \t]*$", before)
    ):
        return replace(
            finding, reason=reasons.NAME_SIGNATURE, replacement=lists.answering_unit or PLACEHOLDERS[Category.NAME]
        )
    return finding
