"""Server time and SQL queries of the admin's pages and the public form, with many cases, on the database that the settings name.

    KLARSYN_VAR=$(mktemp -d) python -m benchmarks.pages 100000 [--index]
    KLARSYN_VAR=$(mktemp -d) tools/with-postgres .venv/bin/python -m benchmarks.pages 100000 [--index]

Loads the demonstration into KLARSYN_VAR unless it is there, and copies its cases, with their events, until there are so many: one of twenty
is open, every fifth of the others waits for review. Each page is asked for once to warm up and five times to be measured; medians.
`repeats` is how often the most repeated query is asked in one page: many, and it is asked in a loop. With --index the staff's search knows
all of them.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from statistics import median
from typing import Any

from benchmarks.many_cases import fill, set_up

ROUNDS = 5
NUMBERS = re.compile(r"\d+")


def pages() -> list[tuple[str, str, str]]:
    """Name, person and address of each page; nobody signed in where there is no person."""
    from django.urls import reverse

    from cms.cases.models import Case
    from cms.cases.states import State
    from cms.publication.models import PublicRecord, Status

    case = Case.objects.filter(state=State.INVESTIGATING).order_by("-pk").values_list("pk", flat=True)[0]
    closed = Case.objects.filter(state=State.CLOSED).order_by("-pk").values_list("pk", flat=True)[0]
    record = PublicRecord.objects.filter(status=Status.AWAITING).order_by("-pk").values_list("pk", flat=True)[0]
    return [
        ("start page, registrar", "astrid", "/admin/"),
        ("start page, reviewer", "karin", "/admin/"),
        ("cases, first page", "astrid", "/admin/cases/"),
        ("cases, filtered", "astrid", "/admin/cases/?state=received"),
        ("cases, a page far in", "astrid", "/admin/cases/?p=400"),
        ("open cases", "astrid", reverse("reports_open")),
        ("late cases", "astrid", reverse("reports_late")),
        ("board", "rolf", reverse("reports_board")),
        ("case, investigated", "astrid", reverse("cases:inspect", args=[case])),
        ("case, closed", "astrid", reverse("cases:inspect", args=[closed])),
        ("register for somebody", "astrid", reverse("cases:register")),
        ("review queue", "karin", "/admin/review/"),
        ("review queue, by due day", "karin", "/admin/review/?order=due"),
        ("review screen", "karin", f"/admin/review/{record}/"),
        ("public form", "", "/synpunkt/"),
    ]


SEARCHES = [
    ("staff search, two words", "astrid", "/admin/find/?q=snöröjning gångväg"),
    ("staff search, no words", "astrid", "/admin/find/"),
]


def measure(name: str, person: str, address: str) -> None:
    """One line: milliseconds, processor milliseconds, queries, and the most repeated query."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from cms.accounts.models import User

    client = Client()
    if person:
        client.force_login(User.objects.get(username=person), backend="django.contrib.auth.backends.ModelBackend")
    walls, processors = [], []
    for _ in range(ROUNDS + 1):
        with CaptureQueriesContext(connection) as queries:
            begun, used = time.perf_counter(), time.process_time()
            answer: Any = client.get(address)
            walls.append(time.perf_counter() - begun)
            processors.append(time.process_time() - used)
    if answer.status_code != 200:
        print(f"{name:26} answered {answer.status_code} {answer.get('Location', '')}")
        return
    asked = Counter(NUMBERS.sub("#", each["sql"]) for each in queries.captured_queries)
    wall, processor = median(walls[1:]) * 1000, median(processors[1:]) * 1000
    slowest = max((float(each["time"]) for each in queries.captured_queries), default=0.0) * 1000
    print(
        f"{name:26} {wall:7.0f} ms {processor:7.0f} ms processor  {len(queries):3} queries"
        f"  repeats {max(asked.values(), default=0):2}  slowest query {slowest:5.0f} ms",
        flush=True,
    )


def main() -> None:
    """Fill, and print a line for each page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=int, nargs="?", default=100_000)
    parser.add_argument("--index", action="store_true", help="index everything for the staff's search first")
    given = parser.parse_args()
    set_up()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import setup_test_environment

    from cms.cases.models import Case

    begun = time.perf_counter()
    fill(given.cases)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{connection.vendor}, {Case.objects.count()} cases, filled in {time.perf_counter() - begun:.0f} s")
    if given.index:
        call_command("index_cases")
    setup_test_environment()
    for name, person, address in [*pages(), *(SEARCHES if given.index else [])]:
        measure(name, person, address)


if __name__ == "__main__":
    main()
