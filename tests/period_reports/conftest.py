"""Reports to start from."""

from __future__ import annotations

import pytest

from cms.accounts.models import User
from cms.period_reports.actions import draft
from cms.period_reports.models import PeriodReport
from tests.cast import Cast
from tests.period_reports import ostersund


@pytest.fixture
def report(cast: Cast) -> PeriodReport:
    """Östersund's period, drafted by Astrid."""
    ostersund.load()
    return draft(ostersund.PERIOD, cast.astrid)


def fresh(report: PeriodReport) -> PeriodReport:
    """As the database has it now."""
    return PeriodReport.objects.get(pk=report.pk)


def another(name: str, role: str, *units: object) -> User:
    """One more member of staff."""
    from django.contrib.auth.models import Group

    person = User.objects.create_user(name, f"{name}@kommunen.example", "ett-långt-lösenord-för-prov")
    person.groups.add(Group.objects.get(name=role))
    person.units.set(units)  # type: ignore[arg-type]
    return person
