"""Letters a second through a real mail server on this machine, and what a refusal, a postponement and an absence cost.

KLARSYN_VAR=$(mktemp -d) python -m benchmarks.mail 1000
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from datetime import timedelta
from typing import Any

from tests.mail.smtp import Post, listening

WORDS = {"number": "2026-0001", "received_on": "2 mars 2026", "link": "https://admin.example/svar/abc", "code": "abc"}


class Moody(Post):
    """Of ten addresses, refuses one for ever, and puts another off the first time."""

    def __init__(self) -> None:
        super().__init__()
        self.put_off: set[str] = set()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        turn = int(address.partition("@")[0].removeprefix("person")) % 10
        if turn == 1:
            return "550 No such person here"
        if turn == 2 and address not in self.put_off:
            self.put_off.add(address)
            return "451 Greylisted, come again"
        return await super().handle_RCPT(server, session, envelope, address, options)


def queue(letters: int, name: str) -> None:
    """So many letters in the queue, and how long that took."""
    from django.db import transaction

    from cms.mail.purposes import Purpose
    from cms.mail.queue import queue_mail

    begun = time.perf_counter()
    for number in range(letters):
        with transaction.atomic():
            queue_mail(Purpose.ACKNOWLEDGEMENT, f"person{number}@prov.example", WORDS, key=f"{name}:{number}")
    seconds = time.perf_counter() - begun
    print(f"{name}: {letters} queued, {letters / seconds:.0f} a second, each in a transaction of its own")


def send(name: str) -> None:
    """Send what is due, and say what became of it."""
    from cms.mail.delivery import send_due

    begun, used = time.perf_counter(), time.process_time()
    report = send_due()
    seconds, processor = time.perf_counter() - begun, time.process_time() - used
    tried = len(report.sent) + len(report.postponed) + len(report.refused)
    print(
        f"{name}: {len(report.sent)} sent, {len(report.postponed)} put off, {len(report.refused)} refused in {seconds:.1f} s"
        f" (processor {processor:.1f} s): {tried / seconds:.0f} letters a second"
    )


def main() -> None:
    """Everything taken; some refused; nobody there, and back again."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("letters", type=int, nargs="?", default=1000)
    given = parser.parse_args()
    if "KLARSYN_VAR" not in os.environ:
        raise SystemExit("Set KLARSYN_VAR to a temporary folder: the benchmark fills the queue of letters.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    os.environ["KLARSYN_SMTP_HOST"] = "127.0.0.1"
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    django.setup()
    call_command("migrate", verbosity=0)
    from cms.mail.models import Message

    def time_passes() -> None:
        Message.objects.filter(finished_at__isnull=True).update(next_attempt_at=timezone.now() - timedelta(minutes=1))

    post = Post()
    with listening(post) as port:
        settings.EMAIL_PORT = port
        queue(given.letters, "all taken")
        send("all taken")
        print(f"           the server has {len(post.received)}")
    queue(given.letters, "server away")
    send("server away")
    moody = Moody()
    with listening(moody) as port:
        settings.EMAIL_PORT = port
        time_passes()
        send("back, moody")
        time_passes()
        send("once more")
    arrived = Counter(letter["To"] for letter in moody.received)
    print(f"           the server has {len(moody.received)}, at most {max(arrived.values())} to one person")
    print(f"           in the queue: {dict(Counter(Message.objects.values_list('state', flat=True)))}")


if __name__ == "__main__":
    main()
