from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def swedish_form(db: None) -> None:
    """Every test here reads the database."""
