"""The open corpus is whole, and the detector does at least as well on it as the page in docs/ says; real authorities' texts stay quiet."""

import json
from pathlib import Path

import pytest

from benchmarks.privacy import measure
from cms.privacy import Category, Level, detect_text
from cms.privacy.lexicon_files import FAKER_SWEDISH, faker_names
from tests.privacy.marked import MarkedText, texts

SHARED = Path(__file__).parents[3] / "shared" / "data"


def test_corpus_has_four_hundred_texts_with_known_categories_and_ids_of_their_own() -> None:
    every: list[MarkedText] = [*texts("tune"), *texts("report")]
    assert len(every) >= 400
    assert len({marked.id for marked in every}) == len(every)
    assert {category for marked in every for _, _, category in marked.spans} == {
        category.value for category in Category
    }
    assert not any("«" in marked.text or "»" in marked.text for marked in every)


@pytest.mark.parametrize("half", ["tune", "report"])
def test_recall_and_precision_hold(half: str) -> None:
    score = measure(half)
    assert score.found.total() / score.labels.total() >= 0.90
    assert score.right.total() / score.findings.total() >= 0.90
    assert score.clean_alarmed / score.clean <= 0.12
    assert score.matters[True, True] / (score.matters[True, True] + score.matters[True, False]) >= 0.85


@pytest.mark.real_data
@pytest.mark.parametrize(("name", "share"), [("swefaq", 0.05), ("covid_faq_sv", 0.06)])
def test_authorities_answers_are_nearly_free_of_findings(name: str, share: float) -> None:
    path = SHARED / name / "common.jsonl"
    if not path.exists():
        pytest.skip("the open data sets are not here")
    answers = [json.loads(line)["answer"] for line in path.read_text("utf-8").splitlines()]
    alarmed = [
        answer
        for answer in answers
        if any(f.level is not Level.NOTE for f in detect_text(answer or "", is_answer=True).findings)
    ]
    assert len(alarmed) <= share * len(answers)


def test_fakers_lists_read_from_its_source_are_those_it_offers() -> None:
    provider = pytest.importorskip("faker.providers.person.sv_SE").Provider
    first, last = faker_names(FAKER_SWEDISH)
    assert {name.lower() for name in provider.first_names_female} <= first
    assert {name.lower() for name in provider.last_names} <= last
