"""Requests a second that the API answers, from a case system with eight connections, on the real server.

python -m benchmarks.api              # SQLite in a temporary folder
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.form_flood import run
from tests.commands import ROOT, environment, free_port, manage, wait_for

CONNECTIONS = 8
TOKEN = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from cms.accounts.models import User
from cms.api.integrations import add_integration
from cms.api.scopes import Scope
from cms.organisation.actions import add_unit, ensure_municipality
unit = add_unit("Gatuenheten", ensure_municipality("Provköpings kommun"))
by = User.objects.create(username="benchmark", is_superuser=True)
_integration, token = add_integration(by, name="Benchmark", unit=None, scopes=Scope.values, per_minute=1_000_000,
    expires_on=timezone.localdate() + timedelta(days=1))
print(token, unit.code)
"""


class Caller:
    """A connection for each thread."""

    def __init__(self, port: int, token: str) -> None:
        self._port, self._headers = port, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._own = threading.local()
        self.statuses: Counter[int] = Counter()

    def ask(self, method: str, path: str, body: object = None) -> dict[str, object]:
        """The answer."""
        if not hasattr(self._own, "connection"):
            self._own.connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        headers = self._headers | ({"Idempotency-Key": str(uuid.uuid4())} if body else {})
        self._own.connection.request(method, f"/api/v1/{path}", json.dumps(body) if body else None, headers)
        answer = self._own.connection.getresponse()
        content = answer.read()
        self.statuses[answer.status] += 1
        if answer.status >= 400:
            raise SystemExit(f"{method} {path} was answered {answer.status}: {content.decode()}")
        found: dict[str, object] = json.loads(content)
        return found


def measure(name: str, caller: Caller, times: int, ask: Callable[[int], object]) -> None:
    """Ask so many times, as fast as it goes."""
    caller.statuses.clear()
    taken: list[float] = []

    def once(number: int) -> None:
        begun = time.perf_counter()
        ask(number)
        taken.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(once, range(times)))
    seconds = time.perf_counter() - begun
    print(
        f"{name:18} {times / seconds:6.0f} a second, median {statistics.median(taken) * 1000:.0f} ms,"
        f" slowest {max(taken) * 1000:.0f} ms, answers {dict(caller.statuses)}",
        flush=True,
    )


def main() -> None:
    """Create cases, read them, list the units."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=500)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder)
        manage(var, "migrate", "--verbosity", "0")
        own = environment(var)
        token, unit = run(TOKEN, own)
        port = free_port()
        command = [sys.executable, "manage.py", "serve_admin", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env=own, stderr=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/admin/login/", server, var / "none")
            caller = Caller(port, token)
            new = {
                "kind": "complaint",
                "wants_publication": True,
                "text": "Det är ett hål i gatan vid torget.",
                "unit": unit,
            }
            numbers: list[str] = []
            measure(
                "create a case",
                caller,
                given.requests,
                lambda _number: numbers.append(str(caller.ask("POST", "cases", new)["number"])),
            )
            print(f"{len(set(numbers))} numbers, all different: {len(set(numbers)) == given.requests}")
            measure("read a case", caller, given.requests, lambda number: caller.ask("GET", f"cases/{numbers[number]}"))
            measure("list the units", caller, given.requests, lambda _number: caller.ask("GET", "units"))
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
