"""The publish step and the CMS together: a release without the item completes the receipt by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from django.conf import LazySettings

from cms.publication.actions import withdraw
from cms.publication.models import WithdrawalReason
from cms.stewardship.models import Receipt
from publish import run
from publish.folders import Folders
from publish.release import Job
from tests.cast import Cast
from tests.factories import approved
from tests.publish.stand_ins import Index, Press, Town, record


def test_the_release_without_the_item_completes_its_receipt(cast: Cast, settings: LazySettings, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"
    town, index = Town(), Index()
    town.publish(record("2026-0001"), record("2026-0002", "Bänken", "Bänken är trasig."))
    job = Job(
        town, Press(), index, index, Folders(settings.VAR, tmp_path / "released"), tmp_path, datetime.now(UTC), "Karin"
    )
    run.carry_out(run.begin(cast.karin, "Karin"), job)
    withdraw(approved(cast).record, cast.karin, WithdrawalReason.REQUEST)
    town.withdraw("2026-0001")
    outcome = run.carry_out(run.begin(cast.karin, "Karin"), job)
    receipt = Receipt.objects.get()
    assert (receipt.release, receipt.manifest_sha256, receipt.older_releases) == (2, outcome.manifest_sha256, [1])
    assert "index.html" in receipt.files
