"""A published figure of a closed year becomes another one only when what happened explains it, or somebody does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from publish.files import read_json
from publish.folders import Folders
from publish.revisions import RevisionError
from tests.publish.conftest import Releasing
from tests.publish.stand_ins import Fact, Policies, Policy, Town

LAST_YEAR = Fact(2025, received="2025-05-02", month="2025-05", publication="awaiting", published="")
OPEN = LAST_YEAR._replace(
    state="open", publication="", outcome="", answered="", working_days=None, calendar_days=None, promise_kept=None
)


@pytest.fixture
def published(town: Town, releasing: Releasing) -> Callable[[list[Fact]], Any]:
    """Publish ten cases of last year, then other facts; what the second release gives."""

    def publish(facts: list[Fact]) -> Any:
        town.facts = [LAST_YEAR] * 8 + [OPEN] * 2
        releasing()
        town.facts = facts
        return releasing()

    return publish


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param([LAST_YEAR] * 9 + [OPEN], id="answered"),
        pytest.param([LAST_YEAR] * 8 + [OPEN, LAST_YEAR._replace(kind="praise", unit="org-4")], id="redirected"),
        pytest.param([LAST_YEAR] * 7 + [LAST_YEAR._replace(id="2025-0001", publication="published")] + [OPEN] * 2, id="published"),
        pytest.param([LAST_YEAR] * 7 + [OPEN] * 3, id="reopened"),
        pytest.param([LAST_YEAR] * 11 + [OPEN] * 2, id="registered late"),
        pytest.param([each._replace(unit_name="Lundaskolan F–6") for each in [LAST_YEAR] * 8 + [OPEN] * 2], id="spelled otherwise"),
        pytest.param([LAST_YEAR] * 8 + [OPEN] * 2 + [Fact(2026)] * 40, id="a year that goes on"),
    ],
)  # fmt: skip
def test_what_happens_to_cases_explains_itself(published: Callable[[list[Fact]], Any], facts: list[Fact]) -> None:
    assert published(facts).number == 2


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        pytest.param([LAST_YEAR] * 7 + [OPEN] * 2, "1 cases are gone, 0", id="gone"),
        pytest.param([LAST_YEAR] * 7 + [LAST_YEAR._replace(kind="praise")] + [OPEN] * 2, "1 that were done", id="other kind"),
        pytest.param([LAST_YEAR] * 7 + [LAST_YEAR._replace(working_days=2)] + [OPEN] * 2, "1 that were done", id="other time"),
        pytest.param([LAST_YEAR] * 14 + [OPEN] * 2, "6 are new", id="many at once"),
    ],
)  # fmt: skip
def test_other_changes_of_a_closed_year_stop_the_release(
    published: Callable[[list[Fact]], Any], folders: Folders, facts: list[Fact], said: str
) -> None:
    with pytest.raises(RevisionError, match=said) as refused:
        published(facts)
    assert "2025" in str(refused.value)
    assert "Revised figures" in str(refused.value)
    assert folders.served() == 1


def test_an_entry_explains_one_release(
    town: Town, releasing: Releasing, published: Callable[[list[Fact]], Any]
) -> None:
    with pytest.raises(RevisionError):
        published([LAST_YEAR] * 7 + [OPEN] * 2)
    town.notes["revisions"] = [{"id": 1, "year": 2025, "reason": "En dubblett.", "entered": "2026-05-30"}]
    assert releasing().number > 1
    town.facts = [LAST_YEAR] * 6 + [OPEN] * 2
    with pytest.raises(RevisionError):
        releasing()
    town.notes["revisions"].append({"id": 2, "year": 2025, "reason": "En till.", "entered": "2026-05-31"})
    releasing()


def test_other_rules_for_small_numbers_explain_what_they_blank(
    town: Town, releasing: Releasing, folders: Folders
) -> None:
    town.facts = [LAST_YEAR] * 8 + [LAST_YEAR._replace(kind="praise")]
    town.notes["policies"] = [{"department": "org-2", "least_unit": 0}]
    releasing()
    town.policies = Policies({"": Policy(3, 3, 3)})
    town.notes = {**town.notes, "policies": [{"department": "org-2", "least_unit": 3}]}
    releasing()
    served = folders.served()
    assert served is not None
    rows = (folders.release(served) / "content/facts/2025.csv").read_text("utf-8").splitlines()
    assert rows[1].count("*") > 2


def test_a_measure_computed_in_another_way_needs_an_entry_too(
    town: Town, releasing: Releasing, folders: Folders
) -> None:
    town.facts = [LAST_YEAR] * 3
    releasing()
    path = folders.release(1) / "content/statistics.json"
    figures = read_json(path)
    ledger = figures["measures"]["ledger"]
    ledger["sql"] += " -- as it was"
    ledger["rows"] = [[*row[:2], row[2] + 1, *row[3:]] for row in ledger["rows"]]
    manifest_path = folders.release(1) / "content/manifest.json"
    manifest = read_json(manifest_path)
    manifest["files"]["statistics.json"]["sha256"] = ""
    for changed, value in ((path, figures), (manifest_path, manifest)):
        changed.unlink()
        changed.write_bytes(orjson.dumps(value))
    with pytest.raises(RevisionError, match="computed in another way"):
        releasing(full=True)
