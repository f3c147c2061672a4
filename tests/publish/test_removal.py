"""What is left of a withdrawn item on disk: nothing but the proof that it is gone."""

from __future__ import annotations

import pytest

from publish import switch
from publish.errors import RollbackError
from publish.files import read_json
from publish.folders import Folders
from publish.removal import read_purged, read_removed
from publish.state import State
from tests.publish.conftest import Releasing
from tests.publish.stand_ins import Town, record

ALL = {"2025-0001", "2025-0002", "2026-0001", "2026-0002", "2026-0003"}


def test_every_kept_release_that_holds_a_withdrawn_item_is_removed(
    releasing: Releasing, folders: Folders, town: Town
) -> None:
    releasing()
    town.publish(record("2026-0003", "Ny fråga", "När öppnar badet?"))
    releasing()
    town.withdraw("2026-0003")
    outcome = releasing()
    assert outcome.purged == {2: ["2026-0003"]}
    assert folders.numbers() == [1, 3]
    assert not (folders.releases / "trash").exists()
    assert not [path for path in folders.releases.rglob("*") if "ny-fraga" in path.name]


def test_rollback_to_a_removed_release_says_why_it_is_gone(releasing: Releasing, folders: Folders, town: Town) -> None:
    releasing()
    town.withdraw("2025-0001")
    releasing()
    assert read_purged(folders) == {"1": ["2025-0001"]}
    with pytest.raises(RollbackError, match="held items that are withdrawn: 2025-0001"):
        switch.roll_back(folders, 1, ALL)


def test_the_proof_names_the_release_and_the_files_without_the_words_of_the_heading(
    releasing: Releasing, folders: Folders, town: Town
) -> None:
    releasing()
    town.withdraw("2025-0001")
    outcome = releasing()
    proof = read_removed(folders.release(2))["2025-0001"]
    assert (proof["release"], proof["manifest_sha256"]) == (2, outcome.manifest_sha256)
    assert {"index.html", "synpunkter/2025/0001-…/index.html", "sok/index/…"} <= set(proof["files"])
    assert "gunga" not in (folders.release(2) / "removed.json").read_text(encoding="utf-8")


def test_the_proof_of_an_earlier_withdrawal_stays(releasing: Releasing, folders: Folders, town: Town) -> None:
    releasing()
    town.withdraw("2025-0001")
    releasing()
    first = read_removed(folders.release(2))["2025-0001"]
    town.withdraw("2026-0002")
    releasing()
    assert read_removed(folders.release(3))["2025-0001"] == first
    assert read_removed(folders.release(3))["2026-0002"]["release"] == 3


def test_a_release_with_nothing_new_still_removes_what_a_killed_one_left(
    releasing: Releasing, folders: Folders, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    releasing()
    town.withdraw("2025-0001")
    with monkeypatch.context() as patch:
        patch.setattr("publish.release._Making.after", lambda self, tidy: None)
        releasing()
    assert folders.numbers() == [1, 2]
    outcome = releasing()
    assert outcome.nothing_new
    assert folders.numbers() == [2]


def test_a_copy_that_fails_does_not_keep_a_withdrawn_item_here(
    releasing: Releasing, folders: Folders, town: Town
) -> None:
    releasing()
    town.withdraw("2025-0001")
    outcome = releasing(deploy_command=("false",))
    assert "was not copied" in outcome.warning
    assert folders.numbers() == [2]


def test_sharing_the_files_of_a_removed_release_harms_no_other(
    releasing: Releasing, folders: Folders, town: Town
) -> None:
    for _round in range(3):
        town.publish(record(f"2026-000{_round + 3}", f"Fråga {_round}", "När öppnar badet?"))
        releasing()
    town.withdraw("2025-0002")
    releasing()
    release = folders.release(4)
    for name in read_json(release / "manifest.json")["files"]:
        assert (release / "site" / name).is_file()


def test_what_could_not_be_copied_is_copied_by_the_next_publish(releasing: Releasing, folders: Folders) -> None:
    assert "was not copied" in releasing(deploy_command=("false",)).warning
    again = releasing(deploy_command=("true",))
    assert (again.nothing_new, again.warning) == (True, "")
    assert (folders.release(1) / "deployed").exists()


def test_a_release_that_holds_words_which_had_to_go_is_removed_and_not_rolled_back_to(
    releasing: Releasing, folders: Folders, town: Town
) -> None:
    releasing()
    hidden = State.read(folders.release(1)).online["2026-0001"].sha256
    town.publish(record("2026-0001", "Gungan", "Den gnisslar."))
    town.wordings_gone = [hidden]
    outcome = releasing()
    assert outcome.purged == {1: ["2026-0001"]}
    assert folders.numbers() == [2]
    with pytest.raises(RollbackError, match="2026-0001"):
        switch.roll_back(folders, 1, ALL, {hidden})
