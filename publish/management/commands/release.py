"""`python manage.py release`"""

from __future__ import annotations

import getpass
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from publish import run
from publish.errors import PublishError
from publish.release import STEPS, Outcome
from publish.snapshot import Changes


class Command(BaseCommand):
    """Publishes what was approved."""

    help = "Make a release of everything that is approved and serve it. A release that fails leaves the served site as it was."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what the command takes."""
        parser.epilog = "Example: python manage.py release --dry-run"
        parser.add_argument("--dry-run", action="store_true", help="tell what would be added, changed and withdrawn")
        parser.add_argument("--json", action="store_true", help="write the result as JSON")
        parser.add_argument("--full", action="store_true", help="read, render and check everything again")
        parser.add_argument(
            "--by", default="", metavar="NAME", help="who publishes, for the history (default: the account)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell the plan, or carry it out."""
        try:
            if options["dry_run"]:
                self.tell_plan(*run.pending_changes(), as_json=options["json"])
            else:
                self.tell_outcome(self.release(options), as_json=options["json"])
        except PublishError as error:
            raise CommandError(str(error)) from error

    def release(self, options: dict[str, Any]) -> Outcome:
        """Make the release, with a bar on a terminal."""
        entry = run.begin(None, options["by"] or getpass.getuser())
        if not sys.stderr.isatty():
            return run.make(entry, full=options["full"])
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=len(STEPS))

            def report(step: str, done: int, total: int) -> None:
                share = min(done / total, 1) if total else 0
                bar.update(task, description=step, completed=STEPS.index(step) + share)

            return run.make(entry, full=options["full"], report=report)

    def tell_plan(self, changes: Changes, headings: dict[str, str], *, as_json: bool) -> None:
        """Write what would change."""
        if as_json:
            items = {
                kind: [{"id": each, "heading": headings.get(each, "")} for each in ids]
                for kind, ids in vars(changes).items()
            }
            self.stdout.write(json.dumps(items, ensure_ascii=False))
            return
        for title, ids in (
            (_("Added"), changes.added),
            (_("Changed"), changes.changed),
            (_("Withdrawn"), changes.withdrawn),
        ):
            self.stdout.write(f"{title}: {len(ids)}")
            for each in ids:
                self.stdout.write(f"  {each}  {headings.get(each, '')}".rstrip())

    def tell_outcome(self, outcome: Outcome, *, as_json: bool) -> None:
        """Write what was done."""
        changes = outcome.changes
        if outcome.warning:
            self.stderr.write(outcome.warning)
        if as_json:
            self.stdout.write(json.dumps(vars(outcome) | {"changes": vars(changes)}, ensure_ascii=False))
        elif outcome.nothing_new:
            self.stdout.write(_("Nothing is new: release %(number)d is still served.") % {"number": outcome.number})
        else:
            items = ngettext("%(count)d item", "%(count)d items", outcome.records) % {"count": outcome.records}
            self.stdout.write(
                _(
                    "Release %(number)d is served: %(items)s online, %(added)d added, %(changed)d changed, "
                    "%(withdrawn)d withdrawn, %(written)d of %(total)d files new, in %(seconds).1f seconds."
                )
                % {
                    "number": outcome.number,
                    "items": items,
                    "added": len(changes.added),
                    "changed": len(changes.changed),
                    "withdrawn": len(changes.withdrawn),
                    "written": outcome.files_written,
                    "total": outcome.files_total,
                    "seconds": sum(outcome.seconds.values()),
                }
            )
