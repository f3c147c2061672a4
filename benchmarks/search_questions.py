"""Texts and queries that the search was not made with: pages and answers of Swedish authorities, from the open data sets.

The questions of SweQUAD-MC come with the page that answers them; some are misspelt here, or typed without å, ä and ö. The short queries
over SweFAQ (`f` and the line) and Covid-FAQ (`c` and the line) are our own, written from the questions alone.
"""

import html
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from search_index.analysis import fold
from tests.search.judged import Judged, Query
from tests.search.released import record, write_released

QUESTIONS = 160
KINDS = ("question", "question", "misspelt", "nodiacritics")
SHORT_QUERIES = """
exact | samordningsnummer | f82
exact | inkubationstid | c6
exact | munskydd | c14
exact | permutation | f212 f215 f216 f218
exact | avbetalningsplan | f188
exact | smittspårning | c45
exact | karantän | c32 c33 c56
inflected | journalerna | f158 f159 f161 f162 f163 f164 f165 f166 f167 f168 f170 f171 f172 f174 f175 f176 f177
inflected | symtomet | c3 c4 c21 c38
inflected | farthindren | f179 f180
inflected | inbrottslarmen | f208 f210
inflected | presentkorten | f196
inflected | vårdnadshavarna | f25 f26 f27 f28 f31
inflected | avspärrningarna | c30 c31
compound | vårdnadsöverflyttningsersättning | f24 f28 f30 f27 f25
compound | journalläsning | f158 f162 f167 f168 f174 f176 f177 f166 f165
compound | vaccinansvar | f2
compound | ansökningsstatus | f193
compound | skuldbetalning | f186 f187 f188
compound | hushyra | f89
compound | familjehemskrav | f58
compound | husrivning | f91 f93
compound | restaurangregler | c51
compound | evenemangsregler | c46 c47 c48
open | sam ordnings nummer | f82
open | mun skydd | c14
open | vårdnads överflyttning | f23 f24 f29 f30
open | familje hem | f19 f20 f21 f22 f58 f59
open | inbrotts larm | f208 f210
open | kvinno jour | f32 f35 f39 f45
open | covid bevis | f7
part | larm | f208 f210
part | avgift | f214
part | smitta | c5 c11 c21 c23 c24 c25 c26 c62 f4 f5
part | sjukdom | f151 c44
part | rök | f148 f149 f150 f151 f154 f155 f156 f146
part | ansökan | f192 f193 f198 f199 f200 f201 f203 f204 f216
part | blankett | f192 f200
misspelt | karrantän | c32 c33 c56
misspelt | samordningnummer | f82
misspelt | vacination | f0 f1 f2 f3 f8 f9 f10 f12 f13 f14 f15 f18 f83 c59 c19
misspelt | permuttation | f212 f215 f216 f218
misspelt | farthinnder | f179 f180
misspelt | handlägningstid | f204 f217
misspelt | delegerring | f15 f16
misspelt | kvinojour | f32 f35 f39 f45 f40
synonym | skyddsmask | c14
synonym | husdjur | c26
synonym | vägbula | f179 f180
synonym | sopor | f8 c29
synonym | tvätta händerna skydda sig | c34
synonym | dagis stänger inte | c60
synonym | kommunikationer tåg buss | c53 c49
synonym | fosterhem | f19 f20 f21 f22 f58 f59
synonym | gamla 70 år | c39 c40
nodiacritics | karantan | c32 c33 c56
nodiacritics | rok astma | f150 f152
nodiacritics | avsparrning | c30 c31
nodiacritics | vardnadshavare | f25 f26 f27 f28 f31
nodiacritics | smittsparning | c45
nodiacritics | handlaggningstid | f204 f217
nodiacritics | fjallen | c57
words | hur mycket tjänar familjehem | f59 f20
words | byta religion placerat barn | f56 f49
words | läsa barnens journal | f167
words | överklaga beslut omhändertagande | f52
words | måste alla i familjen stanna hemma | c37 c35
words | vem får ge vaccin | f6 f14
words | kör för fort på gatan | f178
words | får gravida rådas | c13
words | kan man jobba hemifrån | c38
"""


def authority_questions(data: Path, content: Path) -> Judged:
    """Questions people asked of authorities' pages, among the pages."""
    number_of: dict[str, str] = {}
    same: dict[str, set[str]] = defaultdict(set)
    records = []
    for place, passage in enumerate(_rows(data / "swequad_mc" / "passages.jsonl"), 1):
        heading, _, text = passage["text"].partition("\n")
        number = number_of[passage["id"]] = f"2024-{place:04}"
        same[passage["text"][:400]].add(number)
        records.append(record(number, heading[:200], "", html.escape(text or heading), "org-3"))
    groups = {number: group for group in same.values() for number in group}
    right: dict[str, set[str]] = defaultdict(set)
    for query in _rows(data / "swequad_mc" / "queries.jsonl"):
        right[query["question"].rstrip("?")] |= groups[number_of[query["passage_id"]]]
    dice = random.Random(7)
    queries = []
    for place, question in enumerate(dice.sample(sorted(right), QUESTIONS)):
        kind = KINDS[place % len(KINDS)]
        queries.append(Query(kind, _typed(question, kind, dice), frozenset(right[question])))
    write_released(content, records)
    return Judged(records, queries)


def authority_answers(data: Path, content: Path) -> Judged:
    """Short queries of all kinds, among authorities' questions and answers."""
    numbers: dict[str, str] = {}
    records = []
    for mark, name in (("f", "swefaq"), ("c", "covid_faq_sv")):
        for line, row in enumerate(_rows(data / name / "common.jsonl")):
            number = numbers[f"{mark}{line}"] = f"2024-{len(records) + 1:04}"
            records.append(record(number, row["title"][:200], row["text"], html.escape(row["answer"]), "org-3"))
    write_released(content, records)
    queries = []
    for line in SHORT_QUERIES.strip().splitlines():
        kind, text, right = (part.strip() for part in line.split("|"))
        queries.append(Query(kind, text, frozenset(numbers[mark] for mark in right.split())))
    return Judged(records, queries)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def _typed(question: str, kind: str, dice: random.Random) -> str:
    if kind == "nodiacritics":
        return fold(question)
    if kind == "misspelt":
        word = max(re.findall(r"\w+", question), key=len)
        at = dice.randrange(1, len(word) - 1)
        wrong = dice.choice((word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]))
        return question.replace(word, wrong)
    return question
