"""Browsers in which somebody is signed in."""

from tests.stewardship.conftest import signed_in

__all__ = ["signed_in"]
