"""What a decision in the review costs: key presses, server milliseconds and queries for each record, with a scripted reviewer.

    KLARSYN_VAR=$(mktemp -d) python -m benchmarks.review [--records 20] [--cases 100000]

Loads the demonstration into KLARSYN_VAR unless it is there. The reviewer does what a careful person does with the keys of the screen:
replaces what is sure, keeps what is doubtful with a reason, withholds what concerns one individual, and approves the rest. With
--cases, the database is first filled up to that many cases.
"""

from __future__ import annotations

import argparse
import time
from statistics import median
from typing import Any

from benchmarks.many_cases import fill, set_up

KEEP_REASON = "Allmän uppgift"


class Reviewer:
    """Karin at the screen: every request is timed, every key counted."""

    def __init__(self) -> None:
        from django.test import Client
        from django.test.utils import setup_test_environment

        from cms.accounts.models import User

        setup_test_environment()
        self.karin = User.objects.get(username="karin")
        self.client = Client()
        self.client.force_login(self.karin, backend="django.contrib.auth.backends.ModelBackend")
        self.keys = self.queries = 0
        self.seconds: list[float] = []

    def request(self, method: str, url: str, data: dict[str, Any] | None = None, **headers: str) -> Any:
        """One request to the server."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            begun = time.perf_counter()
            answer = getattr(self.client, method)(url, data or {}, headers=headers)
            self.seconds.append(time.perf_counter() - begun)
        self.queries = len(queries)
        return answer

    def decide(self, pk: int) -> tuple[str, int, float, int]:
        """Decide one record: what came of it, key presses, server milliseconds, and queries of the screen."""
        self.keys, self.seconds = 0, []
        context = self.request("get", f"/admin/review/{pk}/").context
        queries = self.queries
        if context["screen"].sure:
            context = self.place(pk, context, {"do": "sure"}, keys=1)
        while context["screen"].open_cards:
            card = context["screen"].open_cards[0]
            if not card.finding.field:
                self.keys += 3  # h, the reason, Enter
                self.act(pk, context, {"decision": "withhold", "withholding_reason": "individual"})
                return "withheld", self.keys, sum(self.seconds) * 1000, queries
            place = {name: getattr(card.finding, name) for name in ("field", "start", "end", "category")}
            if card.stops or card.category == "name":
                context = self.place(pk, context, {**place, "do": "replace"}, keys=1)
            else:
                context = self.place(
                    pk, context, {**place, "do": "keep", "reason": KEEP_REASON}, keys=2 + len(KEEP_REASON)
                )
        self.keys += 1  # g
        self.act(pk, context, {"decision": "approve"})
        return "approved", self.keys, sum(self.seconds) * 1000, queries

    def place(self, pk: int, context: Any, data: dict[str, Any], keys: int) -> Any:
        """Decide one place by the script's endpoint."""
        self.keys += keys
        answer = self.request(
            "post", f"/admin/review/{pk}/place/", {**self.version(context), **data}, **{"X-Review-Fragment": "1"}
        )
        assert answer.status_code == 200, answer.content.decode()[:500]
        return answer.context

    def act(self, pk: int, context: Any, data: dict[str, Any]) -> None:
        """Decide the record."""
        answer = self.request("post", f"/admin/review/{pk}/decide/", {**self.version(context), **data})
        assert answer.status_code == 302, answer.content.decode()[:500]

    @staticmethod
    def version(context: Any) -> dict[str, Any]:
        """What the forms say about the version that was read."""
        return {"revision": context["record"].latest_revision_id, "seen": context["screen"].seen}


def main() -> None:
    """Print a line for each record, and the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=20)
    parser.add_argument("--cases", type=int, default=0)
    given = parser.parse_args()
    set_up()
    from cms.publication.batches import examine_records
    from cms.publication.models import PublicRecord
    from cms.publication.queue import waiting

    fill(given.cases)
    reviewer = Reviewer()
    chosen = list(waiting(reviewer.karin).values_list("pk", flat=True)[: max(given.records, 50)])
    examine_records(PublicRecord.objects.filter(pk__in=chosen).select_related("case", "latest_revision"))
    for url in ("/admin/review/", "/admin/review/?order=due", "/admin/review/?findings=open"):
        reviewer.request("get", url)
        reviewer.seconds = []
        for _ in range(5):
            reviewer.request("get", url)
        print(f"{url:32} {median(reviewer.seconds) * 1000:6.0f} ms  {reviewer.queries:3} queries")
    rows = []
    for pk in chosen[: given.records]:
        outcome, keys, milliseconds, queries = reviewer.decide(pk)
        rows.append((keys, milliseconds, queries, median(reviewer.seconds) * 1000))
        cost = f"{milliseconds:6.0f} ms in {len(reviewer.seconds)} requests"
        print(f"record {pk:7}  {outcome:9} {keys:4} keys  {cost}, screen {queries} queries")
    keys, whole, queries, request = (median(each) for each in zip(*rows, strict=True))
    print(
        f"median     {keys:.0f} keys, {whole:.0f} ms a record, {request:.0f} ms a request, {queries:.0f} queries for the screen"
    )


if __name__ == "__main__":
    main()
