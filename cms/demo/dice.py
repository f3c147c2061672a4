"""Chance that falls the same way on every machine and every Python version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws built on `Random.random()` alone: only its sequence is promised across Python versions."""

    def __init__(self, seed: str) -> None:
        """Dice for that seed."""
        self._random = Random(seed)  # noqa: S311  (the town must fall out the same way each time)

    def chance(self, share: float) -> bool:
        """True in that share of draws."""
        return self._random.random() < share

    def between(self, low: int, high: int) -> int:
        """An integer from low to high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def fraction(self) -> float:
        """A number from 0 up to 1."""
        return self._random.random()

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[int(self._random.random() * len(items))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as often as its weight says."""
        aim = self._random.random() * sum(weights.values())
        for item, weight in weights.items():
            aim -= weight
            if aim < 0:
                return item
        return next(reversed(list(weights)))

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in another order."""
        rest = list(items)
        return [rest.pop(int(self._random.random() * len(rest))) for _ in range(len(items))]
