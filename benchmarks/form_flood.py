"""How the public form stands a flood: posts taken and lost, and what the admin and other people notice meanwhile.

    python -m benchmarks.form_flood              # a minute of 200 posts a second from one address, then honest posts as fast as they go
    python -m benchmarks.form_flood --seconds 20

    tools/with-postgres .venv/bin/python -m benchmarks.form_flood   # the same on a PostgreSQL of its own

Runs the real server on a free port, with SQLite in a temporary folder or the database that KLARSYN_POSTGRES_… names. Needs Debian's `hey`.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.commands import ROOT, environment, free_port, manage, wait_for

WRITTEN = {
    "kind": "complaint",
    "unit_unknown": "on",
    "text": "Gatan vid torget är inte plogad, och bussen kommer inte fram.",
    "publication": "yes",
    "step": "send",
}
MINT = """
import django, sys, secrets; django.setup()
from cms.intake import abuse
from cms.intake.form import SALT
for _number in range(int(sys.argv[1])):
    print(abuse.stamp(SALT, secrets.token_urlsafe(16)))
"""
COUNT = """
import django; django.setup()
from cms.intake.models import Submission
print(" ".join(Submission.objects.values_list("case__number", flat=True)))
"""


def run(code: str, own: dict[str, str], *arguments: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, env=own, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def post(port: int, stamp: str, source: str) -> tuple[int, str, float]:
    """Status, case number and seconds of one honest post from a source address."""
    begun = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(source, 0))
    body = urllib.parse.urlencode(WRITTEN | {"opened": stamp})
    connection.request("POST", "/synpunkt/", body, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    number = re.search(r'form-number">([\d-]+)<', answer.read().decode())
    connection.close()
    return answer.status, number[1] if number else "", time.perf_counter() - begun


def get(port: int, path: str) -> float:
    begun = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    connection.getresponse().read()
    connection.close()
    return time.perf_counter() - begun


def told(name: str, seconds: list[float]) -> str:
    ordered = sorted(seconds)
    return f"{name}: {len(ordered)}, median {statistics.median(ordered) * 1000:.0f} ms, slowest {ordered[-1] * 1000:.0f} ms"


def flood(port: int, stamps: list[str], seconds: int, var: Path) -> set[str]:
    """200 posts a second from 127.0.0.1, while others write from addresses of their own and staff open the admin."""
    body = var / "body"
    body.write_text(urllib.parse.urlencode(WRITTEN | {"opened": stamps.pop()}))
    command = f"hey -z {seconds}s -c 20 -q 10 -m POST -T application/x-www-form-urlencoded -D {body} http://127.0.0.1:{port}/synpunkt/"
    attack = subprocess.Popen(command.split(), stdout=subprocess.PIPE, text=True)
    admin: list[float] = []
    honest: list[tuple[int, str, float]] = []

    def staff() -> None:
        while attack.poll() is None:
            admin.append(get(port, "/admin/login/"))
            time.sleep(0.5)

    watching = threading.Thread(target=staff)
    watching.start()
    people = 2
    while attack.poll() is None:
        honest.append(post(port, stamps.pop(), f"127.0.0.{people}"))
        people += 1
        time.sleep(1)
    watching.join()
    said = attack.stdout.read() if attack.stdout else ""
    print("flood:", re.findall(r"Requests/sec:.*|\[\d+\]\s+\d+ responses", said))
    print(told("the admin's sign-in page during it", admin))
    print(
        told("honest posts during it", [each[2] for each in honest]), "statuses", sorted({each[0] for each in honest})
    )
    return {number for _status, number, _seconds in honest if number}


def honest_rush(port: int, stamps: list[str]) -> set[str]:
    """As many honest posts as the server takes, from many addresses."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(16) as pool:
        done = list(
            pool.map(
                lambda each: post(port, each[1], f"127.0.{1 + each[0] // 250}.{1 + each[0] % 250}"), enumerate(stamps)
            )
        )
    took = time.perf_counter() - begun
    print(told("honest posts as fast as they go", [each[2] for each in done]), f"= {len(done) / took:.0f} a second")
    return {number for _status, number, _seconds in done if number}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--honest", type=int, default=1000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder)
        elsewhere = {name: value for name, value in os.environ.items() if name.startswith("KLARSYN_POSTGRES_")}
        manage(var, "migrate", "--verbosity", "0", **elsewhere)
        own = environment(var, KLARSYN_FORM_PER_MINUTE="1000000", **elsewhere)
        stamps = run(MINT, own, str(given.honest + given.seconds * 3))
        time.sleep(3)  # a form is never sent faster than a person can
        port = free_port()
        command = [sys.executable, "manage.py", "serve_admin", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env=own, stderr=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/synpunkt/", server, var / "none")
            shown = flood(port, stamps, given.seconds, var)
            shown |= honest_rush(port, stamps[: given.honest])
        finally:
            server.terminate()
            server.wait()
        stored = set(run(COUNT, own))
        print(f"numbers that were shown: {len(shown)}; of them lost: {len(shown - stored)}")


if __name__ == "__main__":
    main()
