"""Whatever happens to a release, the served site stays whole, and the next release succeeds."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from publish.folders import Folders
from publish.manifest import read_files, walk
from publish.release import STEPS

CHECKOUT = Path(__file__).resolve().parents[2]
KILLED = -9


@pytest.fixture
def place(tmp_path: Path) -> Folders:
    """An installation that serves release 1 with four items."""
    folders = Folders(tmp_path / "var", tmp_path / "released")
    assert run(tmp_path, 4).returncode == 0
    return folders


def start(folder: Path, records: int, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.faults.faulty_release", str(folder), str(records), *options]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, cwd=CHECKOUT, text=True, **pipes)


def run(folder: Path, records: int, *options: str) -> subprocess.CompletedProcess[str]:
    with start(folder, records, *options) as program:
        out, err = program.communicate(timeout=60)
    return subprocess.CompletedProcess(program.args, program.returncode, out, err)


def site(folders: Folders) -> dict[str, bytes]:
    root = folders.current.resolve()
    return {name: (root / name).read_bytes() for name in walk(root)}


def assert_whole(folders: Folders, records: int) -> None:
    """The served site is a finished release with the given number of items, and the content is its own."""
    number = folders.served()
    assert number is not None
    root = folders.release(number)
    assert sorted(walk(root / "site")) == sorted(read_files(root))
    assert (folders.released / "manifest.json").resolve() == root / "content" / "manifest.json"
    lines = (folders.released / "records" / "2026.jsonl").read_bytes().splitlines()
    assert len(lines) == records


MOMENTS = [f"{step}:0" for step in STEPS] + ["switch:1"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_release_killed_at_any_step_leaves_one_whole_site_and_the_next_succeeds(place: Folders, moment: str) -> None:
    before = site(place)
    killed = run(place.var.parent, 7, "--kill", moment)
    assert killed.returncode == KILLED
    if moment in {"deploy:0", "tidy:0"}:  # the link had moved
        assert_whole(place, 6)
    else:
        assert site(place) == before
        assert_whole(place, 4)
    assert run(place.var.parent, 8).returncode == 0
    assert_whole(place, 7)
    leftovers = {entry.name for entry in place.releases.iterdir() if not entry.name.isdigit()}
    assert leftovers == {"spare"}
    assert not any(path.read_bytes().count(b"Text nummer 1.") for path in place.current.resolve().rglob("*.html"))


@pytest.mark.parametrize("largest_file", [60, 400, 2_000, 5_000, 9_000])
def test_a_full_disk_leaves_the_site_and_says_what_to_do(place: Folders, largest_file: int) -> None:
    before = site(place)
    full = run(place.var.parent, 60, "--largest-file", str(largest_file))
    assert full.returncode == 1, full.stderr
    assert "room left" in full.stderr
    assert "Traceback" not in full.stderr
    assert site(place) == before
    assert run(place.var.parent, 60).returncode == 0
    assert_whole(place, 59)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte, where the machine lets us make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(["mount", *options], capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_fills_up_leaves_the_site_and_its_room(small_disk: Path) -> None:
    folders = Folders(small_disk / "var", small_disk / "released")
    assert run(small_disk, 4).returncode == 0
    before = site(folders)
    full = run(small_disk, 400)
    assert full.returncode == 1
    assert "room left" in full.stderr
    assert site(folders) == before
    assert run(small_disk, 7).returncode == 0
    assert_whole(folders, 6)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody without rights")
def test_a_folder_that_may_not_be_written_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("readable")
    for each in (folder, *list(folder.parents)[:2]):
        each.chmod(0o755)
    assert run(folder, 4).returncode == 0
    folders = Folders(folder / "var", folder / "released")
    before = site(folders)
    refused = run(folder, 7, "--as-nobody")
    assert refused.returncode == 1, refused.stderr
    assert str(folder) in refused.stderr
    assert "write access" in refused.stderr
    assert site(folders) == before
    assert run(folder, 7).returncode == 0


def test_two_releases_at_once_one_is_made_and_the_other_told(place: Folders) -> None:
    folder = place.var.parent
    with start(folder, 7, "--hold") as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "holding\n"
        second = run(folder, 8)
        assert second.returncode == 1
        assert "Karin" in second.stderr
        assert_whole(place, 4)
        first.communicate("\n")
    assert first.returncode == 0
    assert_whole(place, 6)
    assert run(folder, 8).returncode == 0
    assert_whole(place, 7)
