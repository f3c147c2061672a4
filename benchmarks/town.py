"""A town of any size for the benchmarks, generated: the same numbers give the same town.

Its texts mix written sentences with invented words whose frequencies fall as in real text, so that the search index, the
related items and the scan for private strings have as much to do as with real feedback.
"""

from __future__ import annotations

import hashlib
import itertools
import random
from collections.abc import Iterator, Set
from datetime import date, datetime, timedelta
from typing import Any

import orjson

from tests.portal import sample
from tests.publish.stand_ins import Fact, Policies, Private, Row, no_notes

YEARS = 12
LAST_YEAR = 2026
LAST_GENERATED_DAY = date(LAST_YEAR, 12, 20)
WORDS = 12_000
EXTRA_WORDS = 60
UNPUBLISHED_SHARE = 0.3
WAITING = 20
SYLLABLES = (
    "ba be bro da de fly ga ge gran ha hed ka klo la le ma men na nor pa ra sal se sko ta tun va vik å äng ör".split()
)
NAMES = "Anna Björn Cecilia David Elin Fatima Gustav Hanna Ivar Johan Karin Lars Maria Nils Olga Per Rut Sten Tove Ulla".split()


class GeneratedTown:
    """A source of `size` published items over twelve years, most of them in the later ones."""

    def __init__(self, size: int) -> None:
        self.dice = random.Random(size)
        letters = random.Random(7)
        self.words = ["".join(letters.choices(SYLLABLES, k=letters.randint(2, 4))) for _ in range(WORDS)]
        self.weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(WORDS)))
        self.numbers = dict.fromkeys(range(LAST_YEAR - YEARS + 1, LAST_YEAR + 1), 0)
        self.rows: dict[int, list[Row]] = {year: [] for year in self.numbers}
        self.facts: list[Fact] = []
        self.policies = Policies()
        self.waiting: list[tuple[int, dict[str, Any]]] = []
        self.private: dict[str, list[Private]] = {}
        self.today = LAST_GENERATED_DAY
        shares = [6 + place for place in range(YEARS)]
        for year, share in zip(self.numbers, shares, strict=True):
            count = size * share // sum(shares) if year != LAST_YEAR else size - sum(map(len, self.rows.values()))
            for _ in range(count):
                self.approve(year)
        for _ in range(int(size * UNPUBLISHED_SHARE)):
            self._fact(sample.record(self.dice.randrange(1, 900), self.dice.choice(list(self.numbers))), "awaiting")
        for _ in range(WAITING):
            self.register()

    def approve(self, year: int = LAST_YEAR) -> str:
        """One more item; its id."""
        record = self._written(year)
        self._fact(record, "published")
        return self._enter(record)

    def register(self, year: int = LAST_YEAR) -> None:
        """One more case, answered, that waits for its approval."""
        record = self._written(year)
        self.waiting.append((len(self.facts), record))
        self._fact(record, "awaiting")

    def approve_waiting(self) -> str:
        """Put the case that waited longest online, as an approval does: it was counted before, and is published today; its id.

        Each approval has a day of its own, later than all before it.
        """
        place, record = self.waiting.pop(0)
        self.today += timedelta(days=1)
        record["published"] = self.today.isoformat()
        self._fact(record, "published")
        self.facts[place] = self.facts.pop()
        return self._enter(record)

    def _written(self, year: int) -> dict[str, Any]:
        self.numbers[year] += 1
        record = sample.record(self.numbers[year], year)
        text = " ".join(self.dice.choices(self.words, cum_weights=self.weights, k=EXTRA_WORDS)).capitalize() + "."
        record["question"] = [*record["question"], text]
        del record["related"]
        return record

    def _enter(self, record: dict[str, Any]) -> str:
        year = int(record["id"][:4])
        payload = orjson.dumps(record, option=orjson.OPT_SORT_KEYS)
        row = Row(year, record["id"], payload, hashlib.sha256(payload).hexdigest(), len(self.private) + 1)
        self.rows[year].append(row)
        self.private[row.public_id] = list(self._sender(row.public_id))
        return row.public_id

    def _sender(self, public_id: str) -> Iterator[Private]:
        first, last = self.dice.choice(NAMES), self.dice.choice(self.words).capitalize() + "sson"
        number = self.dice.randrange(10**7)
        yield Private(public_id, "sender_name", f"{first} {last}")
        yield Private(public_id, "sender_email", f"{first}.{last}{number % 1000}@post.example".lower())
        yield Private(
            public_id, "sender_phone", f"070-{number // 10_000:03} {number // 100 % 100:02} {number % 100:02}"
        )
        yield Private(public_id, "internal_notes", " ".join(self.dice.choices(self.words, k=9)))

    def _fact(self, record: dict[str, Any], publication: str) -> None:
        path = [*record["organisation"][1:], "", "", ""]
        self.facts.append(
            Fact(
                year=int(record["id"][:4]),
                id=record["id"] if publication == "published" else "",
                department=path[0],
                area=path[1],
                unit=path[2],
                kind=record["kind"],
                category=record["category"],
                category_scheme=record["category"].partition("/")[0],
                received=record["received"],
                month=record["received"][:7],
                publication=publication,
                outcome=record["outcome"],
                working_days=record["working_days"],
                calendar_days=record["calendar_days"],
                promise_kept=record["promise"]["kept"],
                answered=record["answered"],
                published=record["published"] if publication == "published" else "",
            )
        )

    def release_rows(self, now: datetime, years: set[int] | None = None) -> Iterator[Row]:
        for year, rows in self.rows.items():
            if years is None or year in years:
                yield from rows

    def year_marks(self, now: datetime) -> dict[int, str]:
        return {year: f"{len(rows)}-{rows[-1].approval_id}" for year, rows in self.rows.items() if rows}

    def fact_rows(self, now: datetime, years: Set[int | None] | None = None) -> Iterator[Fact]:
        return (fact for fact in self.facts if years is None or fact.year in years)

    def facts_marks(self, now: datetime) -> dict[int | None, str]:
        return {year: f"{len(rows)} {len(self.facts)}" for year, rows in self.rows.items()}

    def fact_policies(self) -> Policies:
        return self.policies

    def statistics_notes(self) -> dict[str, list[dict[str, Any]]]:
        return no_notes()

    def tombstones(self, now: datetime) -> list[dict[str, Any]]:
        return []

    def record_hashes_gone(self, now: datetime) -> list[str]:
        return []

    def report_rows(self) -> list[Any]:
        return []

    def report_tombstones(self) -> list[dict[str, Any]]:
        return []

    def report_hashes_gone(self) -> list[str]:
        return []

    def site(self) -> dict[str, Any]:
        return sample.SITE

    def editorial_pages(self) -> dict[str, str]:
        return {}

    def organisation(self) -> dict[str, Any]:
        return sample.organisation()

    def terms(self) -> dict[str, Any]:
        return sample.TERMS

    def own_synonyms(self) -> list[str]:
        return []

    def redirects(self, now: datetime) -> dict[str, str]:
        return {}

    def private_strings(self, public_ids: set[str] | None) -> Iterator[Private]:
        for public_id in self.private if public_ids is None else public_ids & self.private.keys():
            yield from self.private[public_id]

    def describe(self, public_ids: set[str]) -> dict[str, str]:
        return dict.fromkeys(public_ids, "")
