"""Searches cases and public records from the command line."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from dataclasses import asdict
from typing import Any

import orjson
from django.core.management.base import BaseCommand

from search_index.staff import FILTERS, search

SHOWN_LETTERS = 160


class Command(BaseCommand):
    """`search_cases QUERY`: hits with the unit's, kind's and state's codes, best first."""

    help = "Search all cases and public records."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """The parser, with an example at the end."""
        return super().create_parser(
            prog_name,
            subcommand,
            formatter_class=RawDescriptionHelpFormatter,
            epilog='Example:\n  python manage.py search_cases "snöröjning gångväg" --kind complaint --json',
            **kwargs,
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument("query", help="what to look for; a phrase in quotes is looked for as it stands")
        for name in FILTERS:
            parser.add_argument(f"--{name}", action="append", default=[], metavar="CODE", help=f"only this {name}")
        parser.add_argument("--limit", type=int, default=20, help="how many hits (20)")
        parser.add_argument("--json", action="store_true", help="print the result as JSON on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Search and print."""
        filters = {name: options[name] for name in FILTERS if options[name]}
        found = search(options["query"], filters=filters, page_size=options["limit"])
        if options["json"]:
            self.stdout.write(orjson.dumps(asdict(found)).decode())
            return
        self.stdout.write(f"{found.total} hits" + (f" – did you mean: {found.suggestion}?" if found.suggestion else ""))
        for hit in found.hits:
            self.stdout.write(f"{hit.label} {hit.primary_key}  {hit.heading}\n    {hit.text[:SHOWN_LETTERS]}")
