"""The wizard in the admin, from the file to the cases and back again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry

from cms import settings as of_the_program
from cms.accounts.models import User
from cms.cases.models import Case
from cms.imports.actions import start_import
from cms.imports.models import ImportRun, SavedMapping
from cms.imports.states import State
from cms.imports.tasks import bring_in
from cms.publication.actions import withhold
from cms.publication.models import PublicRecord, WithholdingReason
from cms.server.management.commands.serve_admin import worker_commands
from search_index.tasks import index_marked
from tests.cast import Cast
from tests.factories import streets

HEADER = "Ärendenr;Typ av synpunkt;Synpunkt;Kommunens svar;Ämne;Enhet;Inkom datum;E-post;Handläggare"
LINES = (
    "17;Missnöje;Hål i gatan;Vi lagade det.;Fysisk miljo;Gatuenheten;1/3 2026;fia@prov.example;Ingrid",
    "18;Ros;Tack;;Bemötande;Parken;2 mars 2026;;Ingrid",
    "19;Rykte;Vad?;;;;3 mars 2026;;Ingrid",
)

pytestmark = pytest.mark.django_db
committed = TestCase.captureOnCommitCallbacks


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.IMPORTS = tmp_path / "imports"
    return tmp_path / "imports"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def upload(client: Client, content: bytes = "\r\n".join([HEADER, *LINES]).encode("cp1252"), **more: Any) -> ImportRun:
    file = SimpleUploadedFile("uttag.csv", content)
    answer = client.post(reverse("imports"), {"file": file, "source": "Flexite", **more})
    assert answer.status_code == 302, answer.content.decode()
    return ImportRun.objects.latest("pk")


def send(client: Client, name: str, run: ImportRun, **changes: str) -> ImportRun:
    """Send the page's form as it stands, with these changes."""
    page = client.get(reverse(name, args=[run.pk]))
    form = page.context["form"]
    values = {field.html_name: str(field.value() if field.value() is not None else "") for field in form}
    with committed(execute=True):
        answer = client.post(reverse(name, args=[run.pk]), values | changes)
    assert answer.status_code == 302, answer.content.decode()
    run.refresh_from_db()
    return run


def checked(client: Client, **more: Any) -> ImportRun:
    run = upload(client, **more)
    send(client, "import_reading", run, go_on="1")
    send(client, "import_columns", run)
    return send(client, "import_words", run)


def press(client: Client, what: str, run: ImportRun) -> ImportRun:
    with committed(execute=True):
        assert client.post(reverse(f"import_{what}", args=[run.pk])).status_code == 302
    run.refresh_from_db()
    return run


def test_a_file_goes_through_all_steps_and_is_erased(cast: Cast, folder: Path) -> None:
    streets()
    client = signed_in(cast.astrid)
    run = checked(client)
    assert (run.state, run.report["added"], run.report["refused"], Case.objects.count()) == (State.CHECKED, 2, 1, 0)
    page = client.get(reverse("import_run", args=[run.pk])).content.decode()
    assert "Hål i gatan" in page
    assert "Rykte" in page or "rykte" in page
    press(client, "import", run)
    assert (run.state, run.report["added"], run.rows_done) == (State.DONE, 2, 3)
    hole = Case.objects.get(source_id="17")
    assert (hole.kind.code, hole.category.code if hole.category else "", hole.unit.name) == (
        "complaint",
        "fysisk-miljo",
        "Gatuenheten",
    )
    assert "Ingrid" not in str(hole.metadata)  # a column that means nothing here is not kept
    assert [path.name for path in folder.iterdir()] == [f"{run.token}.refused.csv"]
    download = client.get(reverse("import_refused", args=[run.pk]))
    lines = b"".join(download.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert (len(lines), lines[1].split(";")[2:5]) == (2, ["19", "Rykte", "Vad?"])
    assert set(ModelLogEntry.objects.filter(action__startswith="imports.").values_list("action", flat=True)) == {
        "imports.upload",
        "imports.check",
        "imports.import",
        "imports.done",
    }


def test_who_brings_in_cannot_approve_what_came_in(cast: Cast) -> None:
    run = press(signed_in(cast.astrid), "import", checked(signed_in(cast.astrid)))
    assert {record.last_editor for record in PublicRecord.objects.filter(case__batch=run.batch)} == {cast.astrid}


def test_the_same_file_twice_changes_nothing(cast: Cast) -> None:
    client = signed_in(cast.astrid)
    press(client, "import", checked(client))
    again = press(client, "import", checked(client))
    assert (again.report["added"], again.report["unchanged"], Case.objects.count()) == (0, 2, 2)


def test_an_import_is_undone_whole(cast: Cast, folder: Path) -> None:
    client = signed_in(cast.astrid)
    run = press(client, "undo", press(client, "import", checked(client)))
    assert (run.state, Case.objects.count(), PublicRecord.objects.count()) == (State.UNDONE, 0, 0)
    assert list(folder.iterdir()) == []
    assert "problems" not in run.report


CHANGED = (
    HEADER,
    LINES[0].replace("Hål i gatan", "Stort hål i gatan"),
    LINES[1].replace("Tack;;", "Tack!;Tack själv.;"),
)


def brought_in_and_changed(client: Client) -> tuple[ImportRun, list[dict[str, Any]]]:
    """Two cases come in, and a second import changes both; the second import, and the cases as they were before it."""
    press(client, "import", checked(client))
    before = list(
        Case.objects.order_by("pk").values("text", "answer", "state", "closed_on", "answered_on", "import_sha256")
    )
    file = SimpleUploadedFile("uttag.csv", "\r\n".join(CHANGED).encode("cp1252"))
    client.post(reverse("imports"), {"file": file, "source": "Flexite"})
    run = ImportRun.objects.latest("pk")
    send(client, "import_reading", run, go_on="1")
    send(client, "import_columns", run)
    run = press(client, "import", send(client, "import_words", run))
    assert (run.report["changed"], run.report["added"]) == (2, 0)
    assert Case.objects.filter(text__in=("Stort hål i gatan", "Tack!")).count() == 2
    return run, before


def test_what_an_import_changed_is_as_before_when_it_is_undone(cast: Cast) -> None:
    client = signed_in(cast.astrid)
    run, before = brought_in_and_changed(client)
    assert PublicRecord.objects.count() == 2
    assert press(client, "undo", run).state == State.UNDONE
    assert list(Case.objects.order_by("pk").values(*before[0])) == before
    record = PublicRecord.objects.get()  # the second case has no answer again
    assert record.get_latest_revision_as_object().question == "Hål i gatan"


def test_what_somebody_has_touched_since_stays_and_is_named(cast: Cast) -> None:
    client = signed_in(cast.astrid)
    run, _before = brought_in_and_changed(client)
    touched = Case.objects.get(source_id="18")
    touched.save()
    answer = client.post(reverse("import_undo", args=[run.pk]), follow=True).content.decode()
    assert f"{touched.number}: " in answer
    assert set(Case.objects.values_list("text", flat=True)) == {"Hål i gatan", "Tack!"}


def test_an_import_waits_in_a_queue_of_its_own_and_every_queue_has_a_worker(cast: Cast, settings: Any) -> None:
    client = signed_in(cast.astrid)
    run = checked(client)
    settings.TASKS = of_the_program.TASKS
    with committed(execute=True):
        start_import(run, cast.astrid)
        index_marked.enqueue()
    queues = dict(DBTaskResult.objects.values_list("task_path", "queue_name"))
    assert queues[bring_in.module_path] != queues[index_marked.module_path]
    served = {command[command.index("--queue-name") + 1] for command in worker_commands()}
    assert served == set(settings.TASKS["default"]["QUEUES"]) == set(queues.values())


def test_an_import_somebody_has_worked_with_is_not_undone(cast: Cast) -> None:
    client = signed_in(cast.astrid)
    run = press(client, "import", checked(client))
    record = PublicRecord.objects.get()
    withhold(record, cast.karin, WithholdingReason.OFFENSIVE, "")
    answer = client.post(reverse("import_undo", args=[run.pk]), follow=True)
    assert record.public_id in answer.content.decode()
    assert ImportRun.objects.get(pk=run.pk).state == State.DONE
    assert Case.objects.count() == 2


def test_an_abandoned_import_leaves_no_file(cast: Cast, folder: Path) -> None:
    client = signed_in(cast.astrid)
    run = press(client, "abandon", checked(client))
    assert (run.state, list(folder.iterdir()), run.words) == (State.ABANDONED, [], {})


def test_a_forgotten_upload_is_erased_by_the_daily_command(cast: Cast, folder: Path) -> None:
    import os

    run = checked(signed_in(cast.astrid))
    call_command("apply_retention")
    assert run.has_file
    past = timezone.now() - timedelta(hours=49)
    ImportRun.objects.update(touched_at=past)
    os.utime(run.path, (past.timestamp(), past.timestamp()))
    call_command("apply_retention")
    run.refresh_from_db()
    assert (run.has_file, run.state, run.words) == (False, State.ABANDONED, {})


def test_a_saved_mapping_begins_the_next_import(cast: Cast) -> None:
    client = signed_in(cast.astrid)
    run = upload(client)
    send(client, "import_columns", run)
    send(client, "import_words", run, **{"kind-2": "question"})
    client.post(reverse("import_save_mapping", args=[run.pk]), {"name": "Flexite"})
    saved = SavedMapping.objects.get()
    assert "reading" not in saved.mapping
    again = checked(client, saved=saved.pk)
    assert again.report["refused"] == 0


@pytest.mark.parametrize("who", ["ingrid", "karin", "rolf", "sara", "david"])
def test_only_registrars_bring_in_cases(cast: Cast, who: str) -> None:
    run = upload(signed_in(cast.astrid))
    client = signed_in(getattr(cast, who))
    for name in ("imports", "import_run", "import_words", "import_refused", "import_progress"):
        address = reverse(name, args=[] if name == "imports" else [run.pk])
        answer = client.get(address)
        assert answer.status_code in {302, 403}
        assert b"Flexite" not in answer.content


def test_a_registrar_of_one_unit_does_not_bring_in_for_all(cast: Cast) -> None:
    cast.astrid.units.add(streets())
    assert signed_in(cast.astrid).get(reverse("imports")).status_code in {302, 403}


def test_an_import_begins_once_however_often_the_button_is_pressed(cast: Cast) -> None:
    run = checked(signed_in(cast.astrid))
    stale = ImportRun.objects.get(pk=run.pk)
    start_import(run, cast.astrid)
    with pytest.raises(Exception, match="Läs in sidan igen"):
        start_import(stale, cast.astrid)


def test_what_is_no_table_is_refused_with_a_reason(cast: Cast, folder: Path) -> None:
    client = signed_in(cast.astrid)
    answer = client.post(reverse("imports"), {"file": SimpleUploadedFile("a.csv", b"%PDF-1.7"), "source": "Flexite"})
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not list(folder.iterdir())
    assert not ImportRun.objects.exists()
