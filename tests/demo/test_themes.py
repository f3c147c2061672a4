"""The hand-written themes can be used as they stand."""

from __future__ import annotations

from collections import Counter

import pytest

from cms.demo.dice import Dice
from cms.demo.organisation import load_organisation
from cms.demo.text import expand
from cms.demo.themes import FOLDER, faults, load_themes
from tests.demo.fictional import real_looking

THEMES = load_themes()


def test_every_theme_can_be_used() -> None:
    services = load_organisation().services
    found = {theme.key: problems for theme in THEMES if (problems := faults(theme, services))}
    assert found == {}


def test_every_key_is_used_once() -> None:
    assert [key for key, count in Counter(theme.key for theme in THEMES).items() if count > 1] == []


def test_every_service_has_a_theme() -> None:
    services = load_organisation().services
    assert services - {service for theme in THEMES for service in theme.services} == set()


def test_no_two_questions_have_the_same_text() -> None:
    texts = Counter(question.text for theme in THEMES for question in theme.questions)
    assert [text for text, count in texts.items() if count > 1] == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.name)
def test_no_theme_holds_an_address_or_number_that_might_be_somebodys(path) -> None:
    found = [(line, hits) for line in path.read_text(encoding="utf-8").splitlines() if (hits := real_looking(line))]
    assert found == []


def test_alternatives_leave_no_brackets_behind() -> None:
    for theme in THEMES:
        for question in theme.questions:
            text = expand(question.text, Dice(theme.key))
            assert "[[" not in text
            assert "]]" not in text
            assert "|" not in text
