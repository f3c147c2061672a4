"""The page behind a receipt code: how far the case has come, what was said, and room for the person's own words when it is their turn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cms.cases.actions import hear_person
from cms.cases.correspondence import Said, correspondence
from cms.cases.models import Case
from cms.cases.policies import move_of_the_person
from cms.cases.states import MoveNotAllowedError, State
from cms.intake import abuse
from cms.intake.actions import promised_day
from cms.intake.form import LONGEST_TEXT, GuardedForm, kind_name
from cms.intake.models import LetterCode, Submission
from cms.intake.pages import BURST, BURST_SECONDS, busy, page, refused, too_much
from cms.intake.receipts import fingerprint, is_same, read_code

WRONG_CODE, WRONG_CODES_PER_HOUR = "feedback:code", 20
SALT = "intake.words"
LARGEST_REQUEST = 4 * LONGEST_TEXT + 10_000
"""Bytes: letters of four bytes each, and the rest of the form."""
PROMISED = frozenset({State.RECEIVED, State.DISTRIBUTED, State.INVESTIGATING})
HEADINGS = {
    "ask": gettext_lazy("We asked you"),
    "inform": gettext_lazy("We told you"),
    "resume": gettext_lazy("You answered"),
    "reopen": gettext_lazy("You wrote again"),
    "close": gettext_lazy("Our answer"),
    "thank": gettext_lazy("Our answer"),
    "reject": gettext_lazy("Why we closed it"),
    "send_elsewhere": gettext_lazy("Who handles it"),
}


class WordsForm(GuardedForm):
    """What the person has to add."""

    words = forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, case: Case, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        words = self.fields["words"]
        if case.state == State.WAITING:
            words.label = _("Your answer to our question")
        else:
            words.label = _("Is something unclear or wrong in the answer?")
            words.help_text = _("Write here, and we open your case again.")
        words.error_messages["required"] = _("Write what you want to say.")

    def clean_words(self) -> str:
        """The words as they are kept."""
        return str(self.cleaned_data["words"]).replace("\r\n", "\n").strip()


@never_cache
@csrf_exempt  # no cookie, no rights to borrow; forms that other sites send are refused (docs/decisions/0025)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, code: str = "") -> HttpResponse:
    """The answer, or how far the case has come, for whoever has the receipt code; what they write there is taken in."""
    with translation.override(abuse.language_of(request)):
        if request.method == "POST" and abuse.comes_from_another_site(request):
            return refused(_("This form was sent from another website. Open it here and send it again."), 403)
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_REQUEST:
            return refused(_("This is too long. Go back and shorten it."), 413)
        typed = code or request.POST.get("code", "")
        if not typed.strip():
            return page(request, "intake/code.html", {"problem": ""})
        if abuse.was_too_many(request, WRONG_CODE, most=WRONG_CODES_PER_HOUR):
            problem = _("Too many codes were tried from your network. Try again in an hour.")
            return page(request, "intake/code.html", {"problem": problem}, status=429)
        case = _case_with(read_code(typed))
        if case is None:
            abuse.is_too_many(request, WRONG_CODE, most=WRONG_CODES_PER_HOUR, seconds=abuse.HOUR_SECONDS)
            problem = _("We know no such code. Look at it again: it has 26 letters and digits.")
            return page(request, "intake/code.html", {"problem": problem}, status=404)
        if request.method == "POST" and request.POST.get("step") == "write":
            return _written(request, case, read_code(typed))
        return _case_page(request, case, read_code(typed))


def _case_with(code: str) -> Case | None:
    """The case that the code was given out for. Looked up by hash, then compared in constant time."""
    wanted = fingerprint(code)
    for given_out in (Submission, LetterCode):
        found = given_out.objects.filter(code_sha256=wanted).select_related("case__unit", "case__kind").first()
        if found is not None:
            return found.case if is_same(found.code_sha256, code) else None
    return None


def _written(request: HttpRequest, case: Case, code: str) -> HttpResponse:
    """Take in the person's words, once: the same words sent twice are there once."""
    if abuse.is_too_many(request, "feedback:burst", most=BURST, seconds=BURST_SECONDS):
        return busy()
    form = WordsForm(case, request.POST)
    valid = form.is_valid()
    if valid and move_of_the_person(case) is None and _is_said(case, form.cleaned_data["words"]):
        return _to_page(code)
    if valid and (problem := abuse.time_problem(SALT, form.cleaned_data["opened"]) or too_much(request)):
        form.add_error(None, problem)
    if form.errors:
        return _case_page(request, case, code, form, status=422)
    try:
        hear_person(case, form.cleaned_data["words"])
    except MoveNotAllowedError:
        case.refresh_from_db()
        problem = _("Your case has come further since you opened this page, so nothing can be added to it now.")
        return _case_page(request, case, code, problem=problem, status=409)
    return _to_page(code)


def _is_said(case: Case, words: str) -> bool:
    said = [each.words for each in correspondence(case) if each.is_from_person]
    return said[-1:] == [words]


def _to_page(code: str) -> HttpResponse:
    """Back to the page, so that loading it again sends nothing again."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    address = f"{reverse('feedback_answer', args=[code])}?lang={language}&skickat=1"
    return abuse.guarded(HttpResponseRedirect(address, status=303))


def _case_page(
    request: HttpRequest, case: Case, code: str, form: WordsForm | None = None, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The case as the person sees it. `form` is the one that was sent with something wrong in it."""
    may_write = move_of_the_person(case) is not None
    form = form or WordsForm(case)
    said = correspondence(case)
    standing, explained = _standing(case, said)
    context = {
        "case": case,
        "kind": kind_name(case.kind),
        "standing": standing,
        "explained": explained,
        "promised": promised_day(case) if case.state in PROMISED and not case.replied_on else None,
        "said": [(HEADINGS[each.what], each) for each in said],
        "form": form if may_write else None,
        "opened": abuse.stamp(SALT),
        "problem": problem or " ".join(str(each) for each in form.non_field_errors()),
        "was_sent": bool(request.GET.get("skickat")) and not may_write,
        "code": code,
        "longest": LONGEST_TEXT,
    }
    return page(request, "intake/answer.html", context, status=status)


def _standing(case: Case, said: list[Said]) -> tuple[str, str]:
    """Where the case stands in a few words, and what the person can expect or do."""
    if case.state == State.CLOSED:
        return _closed(case, said)
    if case.state in {State.DISTRIBUTED, State.INVESTIGATING} and case.reopened_on:
        return _("Opened again: we are working on it"), _(
            "Come back here later: our next answer is shown on this page."
        )
    later = _("Come back here later: the answer is shown on this page.")
    states = {
        State.RECEIVED: (_("Received. It has not yet been given to those who answer."), later),
        State.DISTRIBUTED: (_("We are working on it"), later),
        State.INVESTIGATING: (_("We are working on it"), later),
        State.WAITING: (_("We wait for you"), _("We need to know more before we can answer. Write to us below.")),
        State.ANSWERED: (
            _("An answer is written"),
            _("Somebody checks it before you get it. Come back here in a few days: it is shown on this page."),
        ),
        State.REJECTED: (
            _("Closed: it is not the municipality's responsibility"),
            _("Do you think we are wrong? Then contact us, and say the number of your feedback."),
        ),
        State.SENT_ELSEWHERE: (
            _("Closed here: somebody else handles it"),
            _("We have passed on what you wrote. Whoever handles it answers you, and not on this page."),
        ),
    }
    return states[State(case.state)]


def _closed(case: Case, said: list[Said]) -> tuple[str, str]:
    if not case.text:
        return _("Closed"), _("Its texts are erased: we keep them only for a time.")
    if case.answer:
        return _("Answered"), ""
    if any(each.what == "thank" for each in said) or case.kind.code == "praise":
        return _("Closed, with our thanks"), _("We have passed on your praise to those it is for.")
    return _("Closed"), ""
