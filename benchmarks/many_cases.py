"""A database with many cases: the demonstration, copied until there are so many."""

from __future__ import annotations

import os
from datetime import timedelta

OPEN_SHARE, WAITING_SHARE = 20, 5
CHUNK = 500


def set_up() -> None:
    """Django, with the demonstration in its database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    if "KLARSYN_VAR" not in os.environ:
        raise SystemExit("Set KLARSYN_VAR to a temporary folder: the benchmark fills the database.")
    import django
    from django.core.management import call_command

    django.setup()
    from cms.organisation.models import Municipality

    call_command("migrate", verbosity=0)
    if not Municipality.load().demonstration:
        call_command("load_demo")


def fill(wanted: int) -> None:
    """Copies of the demonstration's cases, with events and public records, until there are so many: one of twenty is open,
    every fifth of the others waits for review. The staff's search is not told."""
    from django.utils import timezone

    from cms.accounts.models import User
    from cms.cases.models import Case, CaseEvent
    from cms.cases.states import OPEN_STATES
    from cms.publication.actions import record_from_case
    from cms.publication.batches import create_records
    from cms.publication.models import Status
    from search_index.models import Stale

    astrid = User.objects.get(username="astrid")
    models = {
        True: list(Case.objects.filter(state__in=OPEN_STATES).prefetch_related("events")[:CHUNK]),
        False: list(Case.objects.exclude(answer="").prefetch_related("events")[:CHUNK]),
    }
    at, today = Case.objects.count(), timezone.localdate()
    while at < wanted:
        copies, events = [], []
        for _ in range(min(CHUNK, wanted - at)):
            at += 1
            of_kind = models[at % OPEN_SHARE == 0]
            copy = of_kind[at % len(of_kind)]
            shift = timedelta(days=at % 60 if at % OPEN_SHARE == 0 else at % 3_000)
            fields = {field.attname: getattr(copy, field.attname) for field in Case._meta.concrete_fields}
            made = Case(**fields | {"id": None, "number": f"2020-{at + 100_000}", "source_id": "", "source": ""})
            if copy.received_on and at % OPEN_SHARE == 0:
                made.received_on = today - shift
            elif copy.received_on and copy.answered_on:
                made.received_on, made.answered_on = copy.received_on - shift, copy.answered_on - shift
                made.closed_on = copy.closed_on and copy.closed_on - shift
            copies.append(made)
            events += [
                CaseEvent(case=made, at=each.at - shift, by_id=each.by_id, action=each.action, to_state=each.to_state)
                for each in copy.events.all()
            ]
        Case.objects.bulk_create(copies)
        CaseEvent.objects.bulk_create(events)
        answered = [each for each in copies if each.answer]
        waiting = answered[::WAITING_SHARE]
        others = [each for each in answered if each not in waiting]
        create_records([record_from_case(each) for each in waiting], astrid, status=Status.AWAITING)
        create_records([record_from_case(each) for each in others], astrid, status=Status.DRAFT)
    Stale.objects.all().delete()
