"""Rows per second from a table into the database, with the try before it, the same file again, and the undo.

    KLARSYN_VAR=$(mktemp -d) python -m benchmarks.imports 20000

Writes a Windows-1252 CSV of so many rows, two of three with an answer, and takes it the way the wizard does: uploaded, mapped as suggested,
tried, imported, imported again, undone. The search index is left to its own command, as during any import.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import resource
import time
from collections.abc import Callable

WORDS = "gatan lampan skolan maten bussen parken svar tid cykelbanan snö personal telefon bra dåligt igen trasig tack väntar".split()
HEADER = (
    "Ärendenr;Typ av synpunkt;Synpunkt;Kommunens svar;Kategori;Förvaltning;Enhet;Inkom datum;Svarsdatum;E-post".split(
        ";"
    )
)


def table(rows: int) -> bytes:
    """The file's bytes: texts of about sixty words, ten departments with ten units each."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    kinds = ("Klagomål", "Beröm", "Förslag", "Fråga")
    for number in range(rows):
        words = " ".join(WORDS[(number * 7 + place * (1 + number % 5)) % len(WORDS)] for place in range(60))
        day = f"2025-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
        answer = f"Tack för att du hörde av dig om {words[:200]}." if number % 3 else ""
        department, unit = f"Förvaltning {number % 10}", f"Enhet {number % 100}"
        row = [number, kinds[number % 4], f"{words}.", answer, "Fysisk miljö", department, unit]
        writer.writerow([*row, day, day if answer else "", f"person{number}@prov.example"])
    return text.getvalue().encode("cp1252")


def timed(name: str, rows: int, work: Callable[[], object]) -> None:
    """Do it, and print seconds and rows per second."""
    start, used = time.perf_counter(), time.process_time()
    work()
    seconds, processor = time.perf_counter() - start, time.process_time() - used
    print(f"{name:<18} {seconds:7.1f} s  {rows / seconds:7.0f} rows/s  (processor {processor:.1f} s)")


def measure(rows: int) -> None:
    """Run through everything and print the figures."""
    from cms.accounts.models import User
    from cms.cases.models import Case
    from cms.imports import actions, tasks
    from cms.imports.models import ImportRun
    from cms.imports.states import State

    user = User.objects.get_or_create(username="benchmark")[0]
    content = table(rows)

    def prepared() -> ImportRun:
        run = actions.upload([content], "benchmark", user)
        mapping = run.mapping
        actions.map_columns(run, mapping["columns"], mapping["dates"], mapping["unmapped_units"])
        actions.map_words(run, {}, {})
        return run

    def carry_out(run: ImportRun, state: State) -> None:
        ImportRun.objects.filter(pk=run.pk).update(state=state)
        (tasks.check if state == State.CHECKING else tasks.bring_in).func(run.pk)
        run.refresh_from_db()

    run, again = prepared(), prepared()
    timed("try", rows, lambda: carry_out(run, State.CHECKING))
    for each in (run, again):
        ImportRun.objects.filter(pk=each.pk).update(state=State.CHECKED)
        each.refresh_from_db()
        actions.start_import(each, user)  # the task is called below: no worker runs here
    timed("import", rows, lambda: carry_out(run, State.IMPORTING))
    if Case.objects.filter(batch=run.batch).count() != rows:
        raise SystemExit(f"Only {Case.objects.count()} of {rows} rows came in: {run.message or run.report}.")
    timed("same file again", rows, lambda: carry_out(again, State.IMPORTING))
    timed("undo", rows, lambda: actions.undo(run, user))
    print(f"peak memory        {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def main() -> None:
    """Read the command line, prepare an empty database, measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int, nargs="?", default=20_000)
    given = parser.parse_args()
    if "KLARSYN_VAR" not in os.environ:
        raise SystemExit("Set KLARSYN_VAR to a temporary folder: the benchmark writes and removes cases.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    measure(given.rows)


if __name__ == "__main__":
    main()
