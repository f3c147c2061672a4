"""Real questions and answers go the whole way: imported, approved, released, found. Skipped where the data sets are absent."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from search_index.public import searchable_ids
from tests.commands import manage
from tests.migrated import lay_out

pytestmark = [pytest.mark.real_data, pytest.mark.slow]

SOURCES = ("swefaq/common.jsonl", "covid_faq_sv/common.jsonl", "uk_written_questions/common.jsonl.gz")
ADD_KARIN = """
from django.contrib.auth.models import Group
from cms.accounts.models import User
User.objects.create_user("karin", password="x").groups.add(Group.objects.get(name="Kommunikatör"))
"""


def rows(path: Path) -> list[dict[str, object]]:
    """Every line of a data set."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.splitlines()]


def test_every_answered_record_of_real_data_is_on_the_site_and_in_the_search(real_data: Path, tmp_path: Path) -> None:
    lay_out(tmp_path)
    manage(tmp_path, "shell", "--verbosity", "0", "--command", ADD_KARIN)
    answered = 0
    for source in SOURCES:
        batch = source.split("/")[0]
        first = json.loads(manage(tmp_path, "import_cases", str(real_data / source), "--batch", batch, "--json").stdout)
        assert first["added"] == len(rows(real_data / source))
        assert first["refused"] == 0
        manage(tmp_path, "approve_batch", batch, "--by", "karin", "--keep-findings", "Redan publicerat av myndigheten.")
        answered += sum(bool(str(row["answer"] or "").strip()) for row in rows(real_data / source))
    again = json.loads(
        manage(tmp_path, "import_cases", str(real_data / SOURCES[0]), "--batch", "swefaq", "--json").stdout
    )
    assert (again["added"], again["changed"]) == (0, 0)

    manage(tmp_path, "release")
    site = (tmp_path / "site" / "current").resolve()
    released = [
        json.loads(line)
        for path in sorted((tmp_path / "content" / "released" / "records").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(released) >= answered - 2  # two answers of the British data hold an empty paragraph and nothing to read
    assert all((site / record["path"].lstrip("/") / "index.html").is_file() for record in released)
    assert searchable_ids(site) == {record["id"] for record in released}
