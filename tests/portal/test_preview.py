"""The page of a record before it is approved."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from portal.errors import RecordError
from portal.preview import render_preview
from tests.portal import sample
from tests.portal.site import read_page


def preview(**changes: object) -> str:
    return render_preview(sample.record(1, **changes), sample.SITE, sample.organisation(), sample.TERMS)


def test_a_preview_is_the_item_page_under_a_banner() -> None:
    page = read_page(preview())
    assert page.problems == []
    assert "Förhandsgranskning" in page.text
    assert sample.record(1)["heading"] in page.text
    assert page.text.index("Förhandsgranskning") < page.text.index("Hoppa till innehållet")


def test_a_preview_carries_its_style_sheet_unless_an_address_is_given() -> None:
    assert "<style>:root{" in preview()
    linked = render_preview(
        sample.record(1), sample.SITE, sample.organisation(), sample.TERMS, style_sheet_address="/static/site.css"
    )
    assert "<style>" not in linked
    assert '<link rel="stylesheet" href="/static/site.css">' in linked


def test_a_preview_of_an_unknown_unit_says_so() -> None:
    with pytest.raises(RecordError, match="org-9999"):
        preview(organisation=["org-0001", "org-9999"])


def test_a_correction_whose_earlier_wording_is_hidden_says_so() -> None:
    page = read_page(preview(corrections=[{"on": "2026-11-10", "what": "Ett namn är borta."}]))
    assert page.problems == []
    assert "Ett namn är borta." in page.text
    assert "Den tidigare ordalydelsen visas inte" in page.text
    assert "Läs den tidigare" not in page.text


def test_the_preview_does_not_load_pelican() -> None:
    code = "import sys, portal.preview; sys.exit('pelican' in sys.modules or 'django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False).returncode == 0
