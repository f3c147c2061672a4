"""Derived language tables are made once for all tests of a checkout, and kept."""

import os
from pathlib import Path

os.environ.setdefault("KLARSYN_VAR", str(Path(__file__).parents[2] / "var"))
