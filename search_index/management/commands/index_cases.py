"""Builds the staff's search index anew."""

import sys
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

import orjson
from django.core.management.base import BaseCommand
from haystack import connections
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from search_index.models import Stale
from search_index.search_indexes import forget_units
from search_index.staff import index_backend

CHUNK = 2000


class Command(BaseCommand):
    """`index_cases`: every case and public record, from the database."""

    help = "Build the staff's search index anew from all cases and public records."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """The parser, with an example at the end."""
        return super().create_parser(
            prog_name,
            subcommand,
            formatter_class=RawDescriptionHelpFormatter,
            epilog="Example:\n  python manage.py index_cases --json",
            **kwargs,
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument("--json", action="store_true", help="print the result as JSON on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild."""
        started = time.monotonic()
        backend = index_backend()
        known = list(Stale.objects.values_list("pk", flat=True))
        backend.clear()
        forget_units()
        counts: dict[str, int] = {}
        unified = connections["default"].get_unified_index()
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
            for model in sorted(unified.get_indexed_models(), key=lambda model: model._meta.label_lower):
                index = unified.get_index(model)
                objects = index.index_queryset()
                task = progress.add_task(str(model._meta.verbose_name_plural), total=objects.count())
                items = progress.track(objects.iterator(chunk_size=CHUNK), task_id=task)
                counts[model._meta.label_lower] = backend.add_new(index, items)
        for begin in range(0, len(known), CHUNK):
            Stale.objects.filter(pk__in=known[begin : begin + CHUNK]).delete()
        seconds = round(time.monotonic() - started, 2)
        if options["json"]:
            self.stdout.write(orjson.dumps({"indexed": counts, "seconds": seconds}).decode())
        else:
            self.stdout.write(f"Indexed {sum(counts.values())} in {seconds} s: {counts}")
