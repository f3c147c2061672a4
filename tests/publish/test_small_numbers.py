"""Whatever is blanked in the facts stays unknown: to the reader who sums, and to the reader who knows how the blanking is done."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.small_numbers import ATTRIBUTES, CALENDAR_DAYS, HIDDEN, PROMISES, Protection, Row, coarse, hidden_cells
from tests.publish.stand_ins import Fact, Policy

Table = tuple[int, ...]


def blanked(table: Table, least: int, order: tuple[int, ...]) -> frozenset[int]:
    """Which cells of a table are blanked when the secret order is this one."""
    counts = {str(cell): count for cell, count in enumerate(table)}
    return frozenset(map(int, hidden_cells(counts, least, lambda cell: order.index(int(cell)))))


@pytest.mark.parametrize(("least", "cells"), [(2, 2), (2, 3), (2, 4), (3, 2), (3, 3), (4, 2), (4, 3)])
def test_a_reader_who_knows_the_rule_cannot_tell_a_small_number_in_any_table(least: int, cells: int) -> None:
    worlds: dict[Any, set[tuple[Table, frozenset[int]]]] = defaultdict(set)
    largest = 2 * least + 2 if cells == 4 else 3 * least + 1
    for table in product(range(largest), repeat=cells):
        for order in permutations(range(cells)):
            hidden = blanked(table, least, order)
            told = tuple(None if cell in hidden or not table[cell] else table[cell] for cell in range(cells))
            worlds[told if hidden else table, sum(table[cell] for cell in hidden)].add((table, hidden))
    small = 0
    for possible in worlds.values():
        for cell in range(cells):
            if any(cell in hidden and 0 < table[cell] < least for table, hidden in possible):
                small += 1
                assert len({table[cell] for table, _hidden in possible}) > 1, possible
    assert small > 10


@given(
    counts=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30), max_size=8),
    least=st.integers(2, 12),
    key=st.randoms(use_true_random=False),
)
def test_a_reader_who_sums_finds_room_for_none_and_for_many(counts: dict[str, int], least: int, key: Any) -> None:
    order = {cell: key.random() for cell in "abcdefgh"}
    hidden = hidden_cells(counts, least, order.__getitem__)
    total = sum(counts[cell] for cell in hidden)
    assert all(counts[cell] == 0 or counts[cell] >= least for cell in counts.keys() - hidden)
    if hidden and sum(counts.values()) >= 2 * least:
        # Each hidden cell lies anywhere between nothing and everything that is hidden: from 0 to at least twice the least.
        assert len(hidden) >= 2
        assert total >= 2 * least


def row(**values: Any) -> Row:
    """A fact as text, of a case that is not published unless said otherwise."""
    fact = Fact(2026)._replace(id="", publication="awaiting", published="")._replace(**values)
    return {name: "" if value is None else str(value) for name, value in fact._asdict().items()}


ROWS = st.lists(
    st.builds(
        row,
        department=st.sampled_from(["d1", "d2"]),
        area=st.sampled_from(["", "a1", "a2"]),
        unit=st.sampled_from(["", "u1", "u2"]),
        kind=st.sampled_from(["complaint", "praise"]),
        category=st.sampled_from(["", "s/x", "s/y"]),
        outcome=st.sampled_from(["", "done", "planned"]),
        channel=st.sampled_from(["web", "phone"]),
        month=st.sampled_from(["2026-01", "2026-02"]),
        publication=st.sampled_from(["awaiting", "withheld", "published"]),
    ).map(lambda each: each | {"received": f"{each['month']}-05"}),
    max_size=60,
)


@given(rows=ROWS, least=st.integers(2, 6))
def test_no_combination_of_columns_stands_on_fewer_rows_than_the_least(rows: list[Row], least: int) -> None:
    policies = {"": Policy(), "d1": Policy(least, least, least), "d2": Policy(least, least, least + 1)}
    before = [dict(each) for each in rows]
    Protection(policies, b"key").apply(rows)
    own = [each for each in rows if each["publication"] != "published"]
    for length in range(1, len(ATTRIBUTES) + 1):
        names = ("department", "area", "unit", *ATTRIBUTES[:length])
        for told, count in Counter(tuple(each[name] for name in names) for each in own).items():
            if told[-1] not in ("", HIDDEN):
                assert count >= least, (names, told)
    for earlier, now in zip(before, rows, strict=True):
        for name in ("year", "state", "publication", "working_days"):
            assert earlier[name] == now[name]
        if earlier["publication"] == "published":
            assert {k: v for k, v in earlier.items() if k not in ("received", "answered")} == {
                k: v for k, v in now.items() if k not in ("received", "answered")
            }


def promised(each: Row) -> Row:
    """The row with the promise of its department, which covers complaints only."""
    covered = each["kind"] == "complaint"
    return each | {
        "promise": f"promise-of-{each['department']}" if covered else "",
        "promise_kept": "True" if covered else "",
    }


@given(rows=ROWS.map(lambda rows: [promised(each) for each in rows]), least=st.integers(2, 6), mixed=st.booleans())
def test_no_other_column_tells_a_blanked_value(rows: list[Row], least: int, mixed: bool) -> None:
    """The attacker knows every promise and every rule, which are published, and reads them back from the rows."""
    other = Policy(least, least, least, date_detail="quarter" if mixed else "month", channel=not mixed)
    Protection({"": Policy(least, least, least), "d2": other}, b"key", "department").apply(rows)
    own = [each for each in rows if each["publication"] != "published"]
    for each in own:
        if each["kind"] == HIDDEN or each["department"] == HIDDEN:
            assert {each[name] for name in PROMISES} == {HIDDEN}
        if each["received"] == HIDDEN:
            assert (each["promise"], each["month"]) == (HIDDEN, HIDDEN)
        if each["month"] == HIDDEN:
            assert {each[name] for name in CALENDAR_DAYS} == {""}, "days that are no working days tell the season"
    together = [each for each in own if each["department"] == HIDDEN]
    dates = {"Q" in each["received"] for each in together if each["received"] != HIDDEN}
    assert len(dates) < 2, "how exactly dates are told says which department's rule it is"
    if dates == {True}:
        assert {each["channel"] for each in together} == {HIDDEN}


@given(rows=ROWS)
def test_without_a_least_number_every_row_says_what_it_said(rows: list[Row]) -> None:
    before = [dict(each) for each in rows]
    Protection({"": Policy(date_detail="day")}, b"key").apply(rows)
    assert rows == before


def test_a_place_with_few_cases_is_not_told_apart_and_neither_is_another_one() -> None:
    rows = [row(area="a1", unit="u1")] * 2 + [row(area="a1", unit="u2")] * 9 + [row(area="a1", unit="u3")] * 9
    rows = [dict(each) for each in rows]
    Protection({"": Policy(), "org-2": Policy(3, 3, 3)}, b"key").apply(rows)
    counts = Counter(each["unit"] for each in rows)
    assert counts[HIDDEN] == 11
    assert sorted(counts.values()) == [9, 11]
    assert {each["unit_name"] for each in rows if each["unit"] == HIDDEN} == {HIDDEN}


def test_what_would_tell_a_blanked_value_is_blanked_with_it() -> None:
    rows = [dict(row(kind="praise", outcome="praise_passed_on")), *(dict(row()) for _ in range(3))]
    Protection({"": Policy(3, 3, 3)}, b"key").apply(rows)
    for each in rows:
        assert {each[name] for name in ("kind", "outcome", "promise", "promise_kept", "month", "answered")} == {HIDDEN}


@pytest.mark.parametrize(
    ("detail", "told"), [("day", "2026-05-04"), ("month", "2026-05"), ("quarter", "2026-Q2"), ("year", "2026")]
)
def test_dates_are_told_as_exactly_as_the_rule_says(detail: str, told: str) -> None:
    assert coarse("2026-05-04", detail) == told


def test_the_innermost_level_told_blanks_what_lies_under_it() -> None:
    rows = [dict(row(area="a1", area_name="Öster"))]
    Protection({"": Policy(finest_level="department", channel=False)}, b"key").apply(rows)
    assert (rows[0]["department"], rows[0]["area"], rows[0]["unit_name"]) == ("org-2", HIDDEN, HIDDEN)
    assert rows[0]["channel"] == HIDDEN


def test_the_channel_of_a_published_item_is_not_told_where_the_rule_forbids_it() -> None:
    rows = [dict(row(publication="published"))]
    Protection({"": Policy(channel=False)}, b"key").apply(rows)
    assert rows[0]["channel"] == HIDDEN


def test_a_promise_that_holds_for_one_unit_does_not_tell_a_unit_that_is_not_told() -> None:
    for confined_to, told in (("", "en-manad"), ("department", "en-manad"), ("unit", HIDDEN)):
        rows = [dict(row(area="a1", unit="u1"))]
        Protection({"": Policy(finest_level="area")}, b"key", confined_to).apply(rows)
        assert rows[0]["promise"] == told
