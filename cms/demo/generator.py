"""Kvarnsala from beginning to end: `generate()` plans, writes, handles and publishes three years of feedback."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from cms.demo.dice import Dice
from cms.demo.handling import Stages, handle, turn_away
from cms.demo.model import Case, Demonstration, Publication, Redaction, Unit
from cms.demo.organisation import Organisation, load_organisation
from cms.demo.people import People
from cms.demo.planning import Planned, plan
from cms.demo.publication import Circumstances, change_some, decide, public_version
from cms.demo.text import Slots, expand, to_html
from cms.demo.themes import Answer, Theme, load_themes
from cms.demo.voices import Voices, Written, load_voices

SEED = "kvarnsala"
TODAY = date(2026, 10, 31)
CASES = 3000
FIRST_DAY = date(2023, 11, 1)
CHANNELS = {"web": 71, "email": 13, "phone": 9, "visit": 2, "letter": 1.5, "social_media": 3.5}
NO_WISH_TO_PUBLISH_SHARE = 0.06
PROMISED_DAYS = 30
FIRST_SERVICE_SHARE = 0.75


def generate(
    seed: str = SEED, today: date = TODAY, cases: int = CASES, *, themes: list[Theme] | None = None
) -> Demonstration:
    """The whole town up to and including `today`; the same for the same arguments on every machine."""
    organisation = load_organisation()
    themes = load_themes() if themes is None else themes
    town = _Town(seed, organisation, today)
    planned = plan(organisation, themes, cases, FIRST_DAY, today, Dice(f"{seed}/plan"))
    made = town.numbered([town.case(item, turn) for turn, item in enumerate(planned)])
    made = change_some(
        made, {unit.code: unit for unit in organisation.units}, town.words["correction"], today, Dice(f"{seed}/changes")
    )
    return Demonstration(organisation.municipality, organisation.boards, organisation.units, tuple(made))


class _Town:
    """What cases share while they are written: the organisation, the voices, and what was said before."""

    def __init__(self, seed: str, organisation: Organisation, today: date) -> None:
        self.words = load_voices()
        self._seed, self._organisation, self._today = seed, organisation, today
        streets = tuple(place for place, kind in organisation.place_kinds.items() if kind == "street")
        self._anywhere = streets + tuple(
            place for place, kind in organisation.place_kinds.items() if kind == "district"
        )
        self._people = People(self.words["people"], streets)
        self._voices = Voices(self.words, self._people)
        self._said: set[str] = set()
        self._turns: Counter[str] = Counter()

    def case(self, item: Planned, turn: int) -> Case:
        """One case, written, handled and decided upon; its number comes later."""
        dice = Dice(f"{self._seed}/case/{turn}")
        theme = item.theme
        received, channel = self._arrival(item.received, item.question.text, dice)
        unit = self._unit(theme, received.date(), dice)
        sender = self._people.sender(channel, dice)
        slots, written = self._written(item, unit, received, channel, sender, dice)
        stages, answer = self._handled(item, unit, received.date(), dice)
        if stages.answered_on:
            done = answer.outcome in ("done", "praise_passed_on")
            answer = replace(
                answer,
                outcome_text=slots.in_answer(expand(answer.outcome_text, dice), stages.answered_on, done=done),
                text=slots.in_answer(expand(answer.text, dice), stages.answered_on, done=done),
            )
        private_html, public_html = self._answered(answer, stages, received.date(), sender.name, unit, dice)
        case = Case(
            number="",
            kind=theme.kind,
            category=theme.category,
            channel=channel,
            unit=unit.code,
            received=received,
            heading=written.heading,
            text=written.text,
            sender=sender,
            may_publish=not dice.chance(NO_WISH_TO_PUBLISH_SHARE),
            state=stages.state,
            distributed_on=stages.distributed_on,
            investigation_on=stages.investigation_on,
            waiting_since=stages.waiting_since,
            answered_on=stages.answered_on,
            closed_on=stages.closed_on,
            answer_html=private_html,
            role=answer.role if stages.answered_on else "",
            outcome=answer.outcome if stages.answered_on else None,
            outcome_text=answer.outcome_text if stages.answered_on else "",
            decision_text=expand(answer.text, dice) if theme.route and stages.closed_on else "",
            theme=theme.key,
            publication=Publication("none"),
        )
        return self._decided(case, theme, unit, public_html, written.private, dice)

    def numbered(self, cases: list[Case]) -> list[Case]:
        """The cases with their permanent numbers, year by year in order of receipt."""
        counts: Counter[int] = Counter()
        made = []
        for case in sorted(cases, key=lambda case: case.received):
            counts[case.received.year] += 1
            made.append(replace(case, number=f"{case.received.year}-{counts[case.received.year]:04d}"))
        return made

    def _arrival(self, moment: datetime, text: str, dice: Dice) -> tuple[datetime, str]:
        """The channel, and for those that are staffed an hour when somebody is there."""
        channel = dice.weighted(CHANNELS)
        if channel in ("phone", "visit", "letter") and (text[:1].islower() or moment.weekday() >= 5):
            channel = "web"
        if channel in ("phone", "visit", "letter"):
            moment = moment.replace(hour=dice.pick((8, 8, 9, 9, 10, 10, 11, 13, 13, 14, 15)))
        return moment, channel

    def _unit(self, theme: Theme, day: date, dice: Dice) -> Unit:
        """A unit that gives one of the theme's services on that day, in turn; mostly the first service."""
        services = theme.services[:1] if dice.chance(FIRST_SERVICE_SHARE) else theme.services
        units = self._organisation.units_giving(services, day)
        self._turns[theme.key] += 1
        return units[(self._turns[theme.key] + sum(map(ord, theme.key))) % len(units)]

    def _written(
        self, item: Planned, unit: Unit, received: datetime, channel: str, sender: Any, dice: Dice
    ) -> tuple[Slots, Written]:
        """A text that nobody has sent in before."""
        for _ in range(60):
            place = dice.pick(self._anywhere if item.theme.route else unit.places)
            slots = Slots(dice, place, self._organisation.place_kinds[place], unit.name, received)
            heading = slots.in_question(expand(item.question.heading, dice))
            body = slots.in_question(expand(item.question.text, dice))
            written = self._voices.write(
                heading, body, item.theme, sender, place, item.use, channel, "[[" in item.question.heading, dice
            )
            plain = re.sub(r"\W+", " ", written.text.lower()).strip()
            if plain not in self._said:
                self._said.add(plain)
                return slots, written
        raise ValueError(
            f"Theme {item.theme.key} has no different texts left. Add a question or alternatives, or lower its weight."
        )

    def _handled(self, item: Planned, unit: Unit, received: date, dice: Dice) -> tuple[Stages, Answer]:
        """The stages, and the next in turn of the answers that fit the question."""
        theme = item.theme
        department = self._organisation.department_of(unit).slug
        stages = (
            turn_away(received, theme.route, self._today, dice)
            if theme.route
            else handle(received, department, self._today, dice)
        )
        fitting = [answer for answer in theme.answers if answer.fits(item.question)]
        turn = f"{theme.key}/{item.question.about}"
        self._turns[turn] += 1
        return stages, fitting[self._turns[turn] % len(fitting)]

    def _answered(
        self, answer: Answer, stages: Stages, received: date, name: str, unit: Unit, dice: Dice
    ) -> tuple[str, str]:
        """The answer as sent, and the answer as it may be read by anyone: without names."""
        if stages.answered_on is None:
            return "", ""
        words = self.words["answers"]
        body = answer.text
        greeted = re.match(r"(hej|god dag|tack|vad )", body, re.IGNORECASE)
        greeting = dice.pick(words["greetings"]) if not greeted and dice.chance(0.5) else ""
        if (stages.answered_on - received).days > PROMISED_DAYS and dice.chance(0.6) and "dröj" not in body:
            body = f"{dice.pick(words['sorry_late'])}\n\n{body}"
        elif not greeted and dice.chance(0.18):
            body = f"{dice.pick(words['thanks'])} {body}"
        own_greeting, ending, own_ending = greeting, "", ""
        if name and greeting and dice.chance(0.4):
            own_greeting = f"Hej {name.split(' ')[0]}!"
            greeting = "Hej!"
        if dice.chance(0.3):
            words_of_ending = dice.pick(words["closings"])
            ending = own_ending = f"<p>{words_of_ending}<br>{unit.name}</p>"
            if dice.chance(0.25):
                own_ending = f"<p>{words_of_ending}<br>{self._people.official(dice)}, {answer.role.lower()}</p>"
        public = to_html("\n\n".join(part for part in (greeting, body) if part)) + ending
        private = to_html("\n\n".join(part for part in (own_greeting, body) if part)) + own_ending
        return private, public

    def _decided(
        self, case: Case, theme: Theme, unit: Unit, public_html: str, marks: tuple[Redaction, ...], dice: Dice
    ) -> Case:
        if case.answered_on is None:
            return case
        facts = Circumstances(
            kind=theme.kind,
            sensitive=theme.sensitive,
            closed_unit=self._organisation.is_closed(unit),
            services=unit.services,
            may_publish=case.may_publish,
            outcome=case.outcome,
            answered_on=case.answered_on,
            today=self._today,
            officials=frozenset(self.words["people"]["officials"]),
        )
        publication = decide(facts, public_version(case.heading, case.text, public_html, marks), marks, dice)
        closed = publication.approved_on
        if publication.state == "withheld":
            closed = min(self._today, case.answered_on + timedelta(days=dice.between(0, 3)))
        return replace(case, publication=publication, closed_on=closed, state="closed" if closed else "answered")
