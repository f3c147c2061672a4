"""What the settings make of the environment."""

import pytest

from cms.settings import env


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLARSYN_SMTP_HOST", "")
    assert env("SMTP_HOST", "127.0.0.1") == "127.0.0.1"
    monkeypatch.setenv("KLARSYN_SMTP_HOST", "mail.example")
    assert env("SMTP_HOST", "127.0.0.1") == "mail.example"
