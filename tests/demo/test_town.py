"""Three years of feedback that could have come to a real town, and the same three years every time."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from cms.demo.__main__ import main
from cms.demo.generator import FIRST_DAY, TODAY, generate
from cms.demo.handling import working_day
from cms.demo.model import Case, Demonstration, PublicVersion
from cms.demo.organisation import load_organisation
from cms.demo.themes import load_themes
from tests.demo.fictional import real_looking, strings

ALLOWED_TAGS = {"p", "ul", "li", "br"}
PUBLISHED = ("approved", "corrected")


@pytest.fixture(scope="module")
def town() -> Demonstration:
    return generate()


@pytest.fixture(scope="module")
def departments(town: Demonstration) -> Counter[str]:
    units = {unit.code: unit for unit in town.units}

    def department(code: str) -> str:
        while units[code].level != "department":
            code = units[code].parent or ""
        return units[code].slug

    return Counter(department(case.unit) for case in town.cases)


def publications(town: Demonstration, *states: str) -> list[Case]:
    return [case for case in town.cases if case.publication.state in states]


def public_texts(case: Case) -> Iterator[str]:
    version = case.publication.public
    assert isinstance(version, PublicVersion)
    yield from strings(version)


def test_the_same_seed_gives_the_same_bytes_whatever_the_hash_order() -> None:
    command = [sys.executable, "-m", "cms.demo", "--json", "--cases", "600"]
    made = [
        subprocess.run(command, capture_output=True, check=True, env={"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}).stdout
        for seed in ("1", "2")
    ]
    assert made[0] == made[1]
    assert len(made[0]) > 500_000


def test_the_example_in_the_help_prints_samples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--sample", "5", "--cases", "300"]) == 0
    assert capsys.readouterr().out.count("── ") == 5


def test_another_seed_gives_another_town() -> None:
    assert generate(seed="another", cases=60).cases != generate(cases=60).cases


def test_three_thousand_cases_are_numbered_year_by_year(town: Demonstration) -> None:
    assert len(town.cases) == 3000
    for year in (2023, 2024, 2025, 2026):
        numbers = [case.number for case in town.cases if case.received.year == year]
        assert numbers == [f"{year}-{number:04d}" for number in range(1, len(numbers) + 1)]
    assert all(FIRST_DAY <= case.received.date() <= TODAY for case in town.cases)


def test_kinds_and_departments_keep_their_shares(town: Demonstration, departments: Counter[str]) -> None:
    kinds = Counter(case.kind for case in town.cases)
    assert 0.74 <= kinds["complaint"] / 3000 <= 0.80
    assert 0.09 <= kinds["question"] / 3000 <= 0.14
    assert 0.08 <= kinds["suggestion"] / 3000 <= 0.12
    assert 0.01 <= kinds["praise"] / 3000 <= 0.05
    assert 0.60 <= departments["tekniska-forvaltningen"] / 3000 <= 0.70
    assert len(departments) == 7
    assert min(departments.values()) >= 40


def test_about_two_thousand_are_approved_and_some_are_in_every_state(town: Demonstration) -> None:
    states = Counter(case.publication.state for case in town.cases)
    assert 1900 <= states["approved"] <= 2200
    assert 12 <= states["corrected"] + states["withdrawn"] <= 25
    assert states["withheld"] >= 40
    reasons = {case.publication.reason for case in publications(town, "withheld")}
    assert {"submitter", "secrecy", "individual", "sensitive", "named_employee", "other"} <= reasons
    assert {case.state for case in town.cases} == {
        "received", "distributed", "investigating", "waiting", "answered", "closed", "rejected", "sent_elsewhere",
    }  # fmt: skip


def test_many_with_personal_data_wait_in_review(town: Demonstration) -> None:
    waiting = [case for case in publications(town, "awaiting") if case.publication.note]
    assert len(waiting) >= 60


def test_a_theme_with_personal_data_is_never_approved_as_it_stands(town: Demonstration) -> None:
    sensitive = {theme.key for theme in load_themes() if theme.sensitive}
    approved = {case.theme for case in publications(town, "approved", "corrected", "withdrawn")}
    assert sensitive & approved == set()


def test_nothing_comes_out_from_a_closed_unit(town: Demonstration) -> None:
    organisation = load_organisation()
    approved = {case.unit for case in publications(town, "approved", "corrected", "withdrawn")}
    assert [code for code in sorted(approved) if organisation.is_closed(organisation.unit(code))] == []


def test_no_two_cases_have_the_same_text(town: Demonstration) -> None:
    texts = Counter(re.sub(r"\W+", " ", case.text.lower()).strip() for case in town.cases)
    assert [text for text, count in texts.items() if count > 1] == []


def test_neighbours_seldom_write_about_the_same(town: Demonstration) -> None:
    pairs = sum(one.theme == next_.theme for one, next_ in zip(town.cases, town.cases[1:], strict=False))
    assert pairs < 60


def test_snow_comes_in_winter_and_playgrounds_in_the_light_half_of_the_year(town: Demonstration) -> None:
    snow = Counter(case.received.month for case in town.cases if case.theme == "vardag-oplogat")
    playgrounds = Counter(case.received.month for case in town.cases if case.theme == "vardag-lekplats-trasig")
    assert set(snow) <= {12, 1, 2, 3}
    assert snow[1] >= 3
    assert set(playgrounds) <= set(range(3, 11))
    assert playgrounds[5] >= 3


def test_every_step_comes_after_the_one_before(town: Demonstration) -> None:
    for case in town.cases:
        days = [case.received.date(), case.distributed_on, case.investigation_on, case.answered_on, case.closed_on]
        taken = [day for day in days if day]
        assert taken == sorted(taken), case.number
        assert taken[-1] <= TODAY
        if case.answered_on:
            assert case.answered_on == working_day(case.answered_on)
            assert 0 <= (case.answered_on - case.received.date()).days <= 67


def test_only_answered_cases_have_an_answer_and_a_way_to_the_public(town: Demonstration) -> None:
    for case in town.cases:
        answered = case.answered_on is not None
        assert answered == bool(case.answer_html) == bool(case.role) == bool(case.outcome)
        assert (case.publication.state == "none") == (not answered)
        assert bool(case.decision_text) == (case.state in ("rejected", "sent_elsewhere"))


def test_every_unit_has_cases(town: Demonstration) -> None:
    used = {case.unit for case in town.cases}
    assert [unit.name for unit in town.units if unit.level == "unit" and unit.code not in used] == []


def test_the_unit_existed_when_the_case_came_in(town: Demonstration) -> None:
    units = {unit.code: unit for unit in town.units}
    assert all(units[case.unit].existed_on(case.received.date()) for case in town.cases)


def test_nothing_of_the_sender_reaches_a_published_text(town: Demonstration) -> None:
    for case in publications(town, *PUBLISHED):
        private = [text for text in strings(case.sender) if text]
        private += [
            mark.original for mark in case.publication.redactions if " " in mark.original or len(mark.original) > 6
        ]
        for text in public_texts(case):
            assert [word for word in private if word in text] == [], case.number


def test_markings_stand_where_something_was_taken_out(town: Demonstration) -> None:
    marked = [case for case in publications(town, *PUBLISHED) if case.publication.redactions]
    assert len(marked) >= 60
    for case in marked:
        public = " ".join(public_texts(case))
        assert all(mark.marking in public for mark in case.publication.redactions), case.number


def test_texts_hold_no_leftover_markup(town: Demonstration) -> None:
    for case in town.cases:
        for text in (case.heading, case.text, case.outcome_text, case.decision_text, case.role):
            assert not re.search(r"\[\[|\]\]|[{}|<>]|  ", text), (case.number, case.theme, text)
        assert not re.search(r"\[\[|\]\]|[{}|]", case.answer_html), (case.number, case.theme)


def test_answers_are_simple_html(town: Demonstration) -> None:
    class Tags(HTMLParser):
        seen: set[str] = set()

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert not attrs
            self.seen.add(tag)

    parser = Tags()
    for case in town.cases:
        parser.feed(case.answer_html)
    assert parser.seen <= ALLOWED_TAGS


def test_nothing_in_town_might_be_somebodys(town: Demonstration) -> None:
    found = {case.number: hits for case in town.cases for text in strings(case) if (hits := real_looking(text))}
    assert found == {}


def test_corrections_keep_the_earlier_version(town: Demonstration) -> None:
    for case in publications(town, "corrected"):
        correction, public = case.publication.correction, case.publication.public
        assert correction
        assert public
        assert case.publication.approved_on
        assert case.publication.approved_on < correction.on <= TODAY
        assert correction.earlier != public
        assert replace(correction.earlier, answer_html="") == replace(public, answer_html="")


def test_withdrawals_say_why_and_when(town: Demonstration) -> None:
    reasons = set()
    for case in publications(town, "withdrawn"):
        assert case.publication.withdrawn_on
        reasons.add(case.publication.reason)
    assert {"request", "personal_data", "wrong_answer"} <= reasons
