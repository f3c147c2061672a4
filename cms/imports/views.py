"""The wizard: upload, how the file is read, columns, words, a try, the import, and undoing it. Every step is a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from itertools import islice
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cms.accounts.events import Kind as EventKind
from cms.accounts.events import record
from cms.cases.importers.lines import Problem, UnreadableFileError
from cms.imports import actions
from cms.imports.actions import ImportNotAllowedError, may_import
from cms.imports.fetching import fetch
from cms.imports.forms import ColumnsForm, ReadingForm, SaveMappingForm, UploadForm, WordsForm
from cms.imports.mapping import MappingError, UnitPaths, mapped_rows
from cms.imports.models import ImportRun, SavedMapping
from cms.imports.open311 import SIZE_LIMIT_BYTES
from cms.imports.reading import Reading
from cms.imports.states import State
from cms.imports.suggestions import samples_of
from cms.imports.tables import cell_text, header_of, table_rows
from cms.imports.undo import Reverted, changes_of

RUNS_SHOWN, LINES_SHOWN, EXAMPLES_SHOWN, SHOWN_CHARACTERS = 50, 6, 3, 80
SHOWN_KEPT = 10
TROUBLE = (UnreadableFileError, MappingError, ImportNotAllowedError)
View = Callable[..., Any]


def importers_only(view: View) -> View:
    """Let in who may bring in cases."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_import(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def _in_setup(pk: int) -> ImportRun:
    """An import whose file and mapping can still be changed."""
    run = get_object_or_404(ImportRun, pk=pk)
    if run.state not in {State.SETUP, State.CHECKED, State.FAILED} or not run.has_file:
        raise Http404
    return run


@importers_only
def overview(request: HttpRequest) -> HttpResponse:
    """The upload, and every import until now."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            chunks = values["file"].chunks() if values["file"] else fetch(values["address"], SIZE_LIMIT_BYTES)
            run = actions.upload(chunks, values["source"], _user(request), values["saved"])
        except UnreadableFileError as error:
            form.add_error("file" if values["file"] else "address", str(error))
        else:
            return redirect("import_reading", pk=run.pk)
    runs = ImportRun.objects.select_related("user", "batch")[:RUNS_SHOWN]
    return render(request, "imports/overview.html", {"form": form, "runs": runs, "saved": SavedMapping.objects.all()})


def _user(request: HttpRequest) -> Any:
    return request.user


@importers_only
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """How the file is read, with its first lines."""
    run = _in_setup(pk)
    form = ReadingForm(run, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.read_differently(run, form.chosen())
        except TROUBLE as error:
            form.add_error(None, str(error))
        else:
            return redirect("import_columns" if "go_on" in request.POST else "import_reading", pk=pk)
    current = Reading.from_dict(run.mapping["reading"])
    lines = [
        (number, [] if isinstance(values, Problem) else [cell_text(value)[:SHOWN_CHARACTERS] for value in values])
        for number, values in islice(table_rows(run.path, current), current.header + LINES_SHOWN)
        if number >= current.header
    ]
    return render(request, "imports/reading.html", {"run": run, "form": form, "lines": lines, "step": 2})


@importers_only
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What each column means."""
    run = _in_setup(pk)
    current = Reading.from_dict(run.mapping["reading"])
    names = header_of(run.path, current)
    form = ColumnsForm(run, names, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.map_columns(run, form.meanings(), form.cleaned_data["dates"], form.cleaned_data["unmapped_units"])
        except TROUBLE as error:
            form.add_error(None, str(error))
        else:
            return redirect("import_words", pk=pk)
    samples = samples_of(run.path, current, names, 200)
    lines = [(field, _examples(samples[str(field.label)])) for field in form.column_fields()]
    return render(request, "imports/columns.html", {"run": run, "form": form, "lines": lines, "step": 3})


def _examples(values: list[Any]) -> list[str]:
    texts = dict.fromkeys(text for value in values if (text := cell_text(value).strip()))
    return [
        text[:SHOWN_CHARACTERS] + ("…" if len(text) > SHOWN_CHARACTERS else "")
        for text in islice(texts, EXAMPLES_SHOWN)
    ]


@importers_only
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """What each word means; after it every row is tried."""
    run = _in_setup(pk)
    form = WordsForm(run, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.map_words(run, form.values(), form.defaults())
            actions.start_check(run, _user(request))
        except TROUBLE as error:
            form.add_error(None, str(error))
        else:
            return redirect("import_run", pk=pk)
    context = {"run": run, "form": form, "groups": form.groups(), "units": form.ours["org"].values(), "step": 4}
    return render(request, "imports/words.html", context)


@importers_only
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the import stands: progress, what would happen, what happened."""
    run = get_object_or_404(ImportRun.objects.select_related("user", "batch"), pk=pk)
    rows = _first_rows(run) if run.state == State.CHECKED and run.has_file else []
    cases = run.batch.cases.count() if run.batch else 0
    context = {
        "run": run,
        "rows": rows,
        "save": SaveMappingForm(initial={"name": run.source}),
        "step": {State.CHECKING: 5, State.CHECKED: 5, State.IMPORTING: 6}.get(State(run.state), 0),
        "cases": cases,
        "undoable": run.state != State.UNDONE and (cases > 0 or changes_of(run).exists()),
    }
    return render(request, "imports/run.html", context)


def _first_rows(run: ImportRun) -> list[dict[str, Any]]:
    """The first rows as they would come in."""
    found = []
    for number, row in islice(mapped_rows(run.path, run.read_mapping(), UnitPaths()), LINES_SHOWN):
        if not isinstance(row, Problem):
            text = str(row.get("text", ""))
            found.append(
                row
                | {
                    "line": number,
                    "org": " > ".join(row["org"]) if isinstance(row.get("org"), list) else row.get("org", ""),
                    "text": text[:200] + ("…" if len(text) > 200 else ""),
                    "is_answered": bool(row.get("answer")),
                }
            )
    return found


@importers_only
@require_GET
def progress(request: HttpRequest, pk: int) -> JsonResponse:
    """How far the import has come, for the page's script."""
    run = ImportRun.objects.filter(pk=pk).first()
    if run is None:
        return JsonResponse({"done": True}, status=404)
    step = _("%(done)d of %(rows)d rows") % {"done": run.rows_done, "rows": run.rows}
    return JsonResponse({"done": not run.is_under_way, "percent": run.percent, "step": step})


@importers_only
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Check again, bring in, abandon or undo."""
    run = get_object_or_404(ImportRun, pk=pk)
    user = _user(request)
    try:
        if what == "check":
            actions.start_check(run, user)
        elif what == "import":
            actions.start_import(run, user)
        elif what == "abandon":
            actions.abandon(run, user)
            messages.success(request, _("The import was abandoned and its file erased."))
        else:
            _tell_undone(request, *actions.undo(run, user))
    except TROUBLE as error:
        messages.error(request, str(error))
    return redirect("import_run", pk=pk)


def _tell_undone(request: HttpRequest, removed: int, reverted: Reverted) -> None:
    """What was removed, what is as before, and what is not."""
    messages.success(
        request,
        _("The import was undone. Cases removed: %(removed)d. Cases that are as they were before it: %(reverted)d.")
        % {"removed": removed, "reverted": len(reverted.done)},
    )
    kept = [f"{number}: {reason}" for number, reason in reverted.kept]
    if kept:
        messages.warning(request, _("Some cases keep what the import changed. %(cases)s.") % {"cases": _first(kept)})
    if reverted.contact_kept:
        told = _("Earlier contact details are not kept, so these cases have those of the import: %(cases)s.")
        messages.warning(request, told % {"cases": _first(reverted.contact_kept)})


def _first(told: list[str]) -> str:
    return "; ".join(told[:SHOWN_KEPT]) + (" …" if len(told) > SHOWN_KEPT else "")


@importers_only
@require_POST
def save_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the mapping for the next time."""
    run = get_object_or_404(ImportRun, pk=pk)
    form = SaveMappingForm(request.POST)
    if form.is_valid():
        saved = actions.save_mapping(run, form.cleaned_data["name"], _user(request))
        messages.success(request, _("The mapping “%(name)s” is saved.") % {"name": saved.name})
    else:
        messages.error(request, _("Give the mapping a name of at most 80 characters."))
    return redirect("import_run", pk=pk)


@importers_only
@require_POST
def remove_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a saved mapping."""
    saved = get_object_or_404(SavedMapping, pk=pk)
    actions.remove_mapping(saved, _user(request))
    messages.success(request, _("The mapping “%(name)s” was removed.") % {"name": saved.name})
    return redirect("imports")


@importers_only
@require_GET
def refused(request: HttpRequest, pk: int) -> Any:
    """The refused rows as they came, each with its reason."""
    run = get_object_or_404(ImportRun, pk=pk)
    if not run.has_refused:
        raise Http404
    record(EventKind.EXPORTED, request, request.user)
    return FileResponse(
        run.refused_path.open("rb"), as_attachment=True, filename=f"import-{run.pk}.csv", content_type="text/csv"
    )


urls: list[Any] = [
    path("imports/", overview, name="imports"),
    path("imports/<int:pk>/", show, name="import_run"),
    path("imports/<int:pk>/reading/", reading, name="import_reading"),
    path("imports/<int:pk>/columns/", columns, name="import_columns"),
    path("imports/<int:pk>/words/", words, name="import_words"),
    path("imports/<int:pk>/progress/", progress, name="import_progress"),
    path("imports/<int:pk>/refused/", refused, name="import_refused"),
    path("imports/<int:pk>/save/", save_mapping, name="import_save_mapping"),
    *(
        path(f"imports/<int:pk>/{what}/", act, {"what": what}, name=f"import_{what}")
        for what in ("check", "import", "abandon", "undo")
    ),
    path("imports/mapping/<int:pk>/remove/", remove_mapping, name="import_remove_mapping"),
]
