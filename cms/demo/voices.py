"""The voice layer: how one person puts a theme into words, slips and all."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cms.demo.dice import Dice
from cms.demo.model import Redaction, Sender
from cms.demo.people import People
from cms.demo.text import capitalised
from cms.demo.themes import Theme

SOURCE = Path(__file__).parent / "voices.toml"
_GREETED = re.compile(
    r"(hej|hall[åo]|god ?(dag|morgon|kväll)|tjena|bästa|ärade|till (er|dig|den|kommunen|ansvarig)"
    r"|undertecknad|tack|jaha|ok)",
    re.IGNORECASE,
)
_ENDED = re.compile(r"(tack[^\n]{0,30}|mvh[^\n]*|/ ?\w[^\n]*|hälsning[^\n]*|\n[^\n.!?]{2,40})$", re.IGNORECASE)


def load_voices(source: Path = SOURCE) -> dict[str, Any]:
    """The words of voices.toml."""
    return tomllib.loads(source.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Written:
    """What a person sent in, and the private words in it."""

    heading: str
    text: str
    private: tuple[Redaction, ...]


class Voices:
    """Gives every case a voice."""

    def __init__(self, words: dict[str, Any], people: People) -> None:
        """A voice layer with these words."""
        self._words, self._people = words, people
        self._groups = {service: group for group, services in words["groups"].items() for service in services}

    def write(
        self,
        heading: str,
        body: str,
        theme: Theme,
        sender: Sender,
        place: str,
        use: int,
        channel: str,
        fresh_heading: bool,
        dice: Dice,
    ) -> Written:
        """The person's heading and text, from a filled theme text.

        `use` counts earlier uses of the same theme text: the more there were, the more this person adds and leaves out;
        `fresh_heading` says that the heading had alternatives of its own.
        """
        rough = body[:1].islower()
        text = self._body(body, theme, use, dice)
        text = self._framed(text, theme, use, rough=rough, dice=dice)
        if channel in ("web", "email", "social_media") and not rough:
            heading, text = self._slipped(heading, text, dice)
        heading = self._headed(heading, text, place, 0 if fresh_heading else use, dice)
        text, private = self._given_away(text, theme, sender, dice)
        if channel in self._words["notes"] and dice.chance(0.6):
            text += "\n\n" + dice.pick(self._words["notes"][channel])
        return Written(heading, text, tuple(private))

    def _body(self, body: str, theme: Theme, use: int, dice: Dice) -> str:
        paragraphs = body.split("\n\n")
        if use and theme.kind == "complaint" and len(paragraphs) > 1 and dice.chance(0.35):
            paragraphs.pop()
        if use and len(paragraphs) == 2 and dice.chance(0.3):
            paragraphs = [" ".join(paragraphs)] if paragraphs[0][-1:] in ".!?" else paragraphs
        return "\n\n".join(paragraphs)

    def _framed(self, text: str, theme: Theme, use: int, *, rough: bool, dice: Dice) -> str:
        """The text with a greeting, an aside and a closing, where the person uses such things."""
        writing, short = self._words["writing"], len(text) < 70
        more = 1.0 + 0.5 * min(use, 2)
        if not short and dice.chance(0.06 + 0.07 * min(use, 3)) and (asides := self._asides(theme)):
            aside = dice.pick(asides)
            aside = aside.rstrip(".")[:1].lower() + aside.rstrip(".")[1:] if rough else aside
            joined = dice.chance(0.6) and text[-1:] in ".!?" and not _ENDED.search(text)
            text += (" " if joined else "\n\n") + aside
        if not _GREETED.match(text) and dice.chance(0.13 * more):
            greeting = dice.pick(writing["greetings"])
            text = (
                (greeting.lower() if rough else greeting)
                + ("\n\n" if dice.chance(0.4) else " " if greeting[-1] in "!." else "\n")
                + text
            )
        if not _ENDED.search(text) and dice.chance(0.15 * more):
            closings: Sequence[str] = (
                writing["thanks_ahead"] if dice.chance(0.7) else writing["signatures_without_name"]
            )
            text += ("\n\n" if dice.chance(0.6) else "\n") + dice.pick(closings)
        return text

    def _asides(self, theme: Theme) -> list[str]:
        group = next((self._groups[service] for service in theme.services if service in self._groups), "office")
        return [
            text
            for aside in self._words["aside"]
            if group in aside["groups"] and theme.kind in aside["kinds"]
            for text in aside["texts"]
        ]

    def _slipped(self, heading: str, text: str, dice: Dice) -> tuple[str, str]:
        """The heading and text as a person in a hurry, or with a way of their own, types them."""
        habit = dice.weighted(
            {
                "": 68,
                "lower": 5,
                "plain": 1.5,
                "misspelt": 10,
                "typo": 4,
                "spoken": 3.5,
                "loud": 3,
                "formal": 1.5,
                "hasty": 3.5,
            }
        )
        slips = self._words["slips"]
        if habit == "lower":
            return heading.lower(), _lower(text)
        if habit == "plain":
            table = str.maketrans("åäöÅÄÖ", "aaoAAO")
            return heading.translate(table), text.translate(table)
        if habit == "misspelt":
            return heading, _replaced(text, slips["words"], 0.8, dice)
        if habit == "typo":
            return heading, _mistyped(text, dice)
        if habit == "spoken":
            return heading, _replaced(text, slips["spoken"], 0.85, dice)
        if habit == "formal":
            return heading, _replaced(text, slips["formal"], 0.9, dice)
        if habit == "loud":
            return heading.upper() if dice.chance(0.5) else heading + "!!", re.sub(r"([!?])(?=\s|$)", r"\1\1\1", text)
        if habit == "hasty":
            return heading, re.sub(r"\.(?=\n|$)", "", text.replace(", ", " ,", 1) if dice.chance(0.4) else text)
        return heading, text

    def _headed(self, heading: str, text: str, place: str, use: int, dice: Dice) -> str:
        """A heading; where the theme's own was used before, often one of the person's own making."""
        if use and place.lower() not in heading.lower() and place in text and dice.chance(0.4):
            ended = heading[-1] if heading[-1] in "?!" else ""
            heading = dice.pick(
                (
                    f"{heading.removesuffix(ended)}, {place}{ended}",
                    f"{capitalised(place)}: {heading[:1].lower() + heading[1:]}",
                    f"{heading} ({place})",
                )
            )
        elif use and dice.chance(0.4):
            sentences = re.split(r"(?<=[.!?])\s+|\n+", text)
            fitting = [
                sentence for sentence in sentences[:4] if 14 <= len(sentence) <= 52 and not _GREETED.match(sentence)
            ]
            if fitting and not _ENDED.match(fitting[-1]):
                heading = dice.pick(fitting).rstrip(".,")
        if dice.chance(0.07):
            heading = heading.lower()
        return heading

    def _given_away(self, text: str, theme: Theme, sender: Sender, dice: Dice) -> tuple[str, list[Redaction]]:
        """The text with what the person tells of themselves or others, and the marks that the public version gets."""
        found: list[Redaction] = []
        if not theme.sensitive and len(text) > 60 and dice.chance(0.055):
            texts = [text for part in self._words["private"] if theme.kind in part["kinds"] for text in part["texts"]]
            text += "\n\n" + self._filled(dice.pick(texts), sender, found, dice)
        if sender.name and not _ENDED.search(text) and dice.chance(0.14):
            first, full = sender.name.split(" ")[0], sender.name
            signature = full if dice.chance(0.6) else first
            text += f"\n\n{dice.pick(self._words['writing']['signed_off'])}\n{signature}"
            if all(mark.original != signature for mark in found):
                found.append(Redaction("name", signature, "[namn]"))
        return text, found

    def _filled(self, text: str, sender: Sender, found: list[Redaction], dice: Dice) -> str:
        people = self._people
        name = sender.name or people.name(dice)
        values = {
            "phone": sender.phone or people.phone(dice),
            "email": sender.email or people.email(name, dice),
            "name": name,
            "official": people.official(dice),
            "neighbour": people.name(dice),
            "address": sender.address or people.address(dice),
            "health": dice.pick(self._words["private_words"]["health"]),
            "personnummer": people.personnummer(dice),
        }
        for slot in re.findall(r"\{(\w+)\}", text):
            reason, marking = self._words["private_marks"][slot]
            found.append(Redaction(reason, values[slot], marking))
        return re.sub(r"\{(\w+)\}", lambda match: values[match.group(1)], text)


def _lower(text: str) -> str:
    return re.sub(r"\.$", "", text.lower())


def _replaced(text: str, pairs: list[list[str]], share: float, dice: Dice) -> str:
    for right, wrong in pairs:
        if dice.chance(share):
            text = re.sub(rf"\b{re.escape(right)}\b", wrong, text)
    return text


def _mistyped(text: str, dice: Dice) -> str:
    """The text with one or two words in which neighbouring letters changed places or one fell out."""
    words = text.split(" ")
    for _ in range(dice.between(1, 2)):
        at = dice.between(0, len(words) - 1)
        word = words[at]
        if len(word) > 4 and word.isalpha() and word.islower():
            cut = dice.between(1, len(word) - 3)
            words[at] = dice.pick(
                (word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :], word[:cut] + word[cut + 1 :])
            )
    return " ".join(words)
