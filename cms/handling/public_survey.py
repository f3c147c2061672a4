"""The survey as the person sees it: plain HTML, no script, no cookie, no account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cms.handling.models import Score
from cms.handling.survey import QUESTIONS, SurveyClosedError, answer, open_invitation
from cms.intake.pages import page

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

HIGH_FIRST = tuple(reversed(Score.choices))


def score_field(question: _StrPromise) -> forms.TypedChoiceField:
    """A question answered by a score, or left out."""
    return forms.TypedChoiceField(
        choices=HIGH_FIRST, coerce=int, required=False, empty_value=None, widget=forms.RadioSelect, label=question
    )


class SurveyForm(forms.Form):
    """Three questions, each of which may be left out."""

    easy = score_field(_("Was it easy to tell us what you thought?"))
    clear = score_field(_("Was the answer easy to understand?"))
    heard = score_field(_("Do you feel that you were taken seriously?"))


@never_cache
@csrf_exempt  # the secret is in the address, and nobody is signed in here
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, token: str) -> HttpResponse:
    """The questions, and the thanks."""
    today = timezone.localdate()
    try:
        invitation = open_invitation(token, today)
    except SurveyClosedError:
        return _page(request, settings.LANGUAGE_CODE, {"closed": True}, status=410)
    language = "en" if invitation.case.language.startswith("en") else "sv"
    if request.method != "POST":
        return _page(request, language, {"form": SurveyForm()})
    form = SurveyForm(request.POST)
    if not form.is_valid():
        return _page(request, language, {"form": form}, status=422)
    try:
        answer(token, {name: form.cleaned_data[name] for name in QUESTIONS}, today)
    except SurveyClosedError:
        return _page(request, language, {"closed": True}, status=410)
    return _page(request, language, {})


def _page(request: HttpRequest, language: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    with translation.override(language):
        return page(request, "handling/survey.html", context, status=status)
