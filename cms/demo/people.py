"""The people who write: invented names, fictional telephone numbers, addresses that nobody lives at."""

from __future__ import annotations

import re
from typing import Any

from cms.demo.dice import Dice
from cms.demo.model import Sender

# Series that the Swedish Post and Telecom Authority keeps free for film and books; the town's offices use 0980-319 2xx.
LANDLINE = (("08-465 004 ", 0, 99), ("031-390 06 ", 0, 99), ("040-628 04 ", 0, 99))
_PLAIN = str.maketrans("åäöéü", "aaoeu")


class People:
    """Draws senders and the private details that they write into their texts."""

    def __init__(self, words: dict[str, Any], streets: tuple[str, ...]) -> None:
        """People with the names of voices.toml, living in the town's streets."""
        self._words, self._streets = words, streets

    def sender(self, channel: str, dice: Dice) -> Sender:
        """A sender as the channel would leave one; the web form is often anonymous."""
        if dice.chance({"web": 0.42, "email": 0.04, "social_media": 0.3}.get(channel, 0.35)):
            return Sender()
        name = self.name(dice) if channel != "web" or dice.chance(0.85) else ""
        by_mail = channel == "email" or dice.chance(0.75)
        return Sender(
            name=name,
            email=self.email(name or self.name(dice), dice) if by_mail and channel not in ("letter", "visit") else "",
            phone=self.phone(dice) if channel == "phone" or dice.chance(0.3) else "",
            address=self.address(dice) if channel == "letter" or dice.chance(0.08) else "",
        )

    def name(self, dice: Dice) -> str:
        """A first and a last name."""
        return f"{dice.pick(self._words['first'])} {dice.pick(self._words['last'])}"

    def email(self, name: str, dice: Dice) -> str:
        """A private address at a host that cannot exist."""
        first, _, last = (re.sub(r"[^a-z ]", "", part) for part in name.lower().translate(_PLAIN).partition(" "))
        local = dice.pick(
            (f"{first}.{last}", f"{first}{last[:1]}", f"{first[:1]}.{last}", f"{first}{dice.between(50, 99)}")
        )
        return f"{local}@{dice.pick(self._words['mail_hosts'])}"

    def phone(self, dice: Dice) -> str:
        """A number of the fictional series, written the way people write."""
        if dice.chance(0.75):
            digits = f"070174{dice.between(605, 699):04d}"
            return dice.pick(
                (f"{digits[:3]}-{digits[3:]}", digits, f"{digits[:3]}-{digits[3:6]} {digits[6:8]} {digits[8:]}")
            )
        prefix, low, high = dice.pick(LANDLINE)
        return f"{prefix}{dice.between(low, high):02d}"

    def address(self, dice: Dice) -> str:
        """A street with a house number."""
        return f"{dice.pick(self._streets)} {dice.between(1, self._words['street_numbers_to'])}"

    def personnummer(self, dice: Dice) -> str:
        """An identity number with a birth number that is never allocated (980–999) and a valid check digit."""
        day = f"{dice.between(38, 99):02d}{dice.between(1, 12):02d}{dice.between(1, 28):02d}"
        birth = str(dice.between(980, 999))
        doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(day + birth)]
        check = (10 - sum(value // 10 + value % 10 for value in doubled) % 10) % 10
        return f"{dice.pick(('19', ''))}{day}-{birth}{check}"

    def official(self, dice: Dice) -> str:
        """The name of somebody who works for the municipality."""
        return dice.pick(self._words["officials"])
