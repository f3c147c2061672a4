"""Rules and notes for the statistics in the admin, and the rules in effect on one page."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.admin.widgets.button import Button

from cms.organisation.admin import UnitChoiceField
from cms.organisation.columns import choice_column
from cms.organisation.models import Level, OrganisationUnit
from cms.statistics.models import Denominator, FigureRevision, SeriesBreak, SmallNumberRule, effective_rule

VIEW_RULES = "statistics.view_smallnumberrule"


class RuleIndexView(IndexView):
    """The rules, with a way to what follows from them."""

    @property
    def header_more_buttons(self) -> list[Any]:
        """A link to the rules in effect beside the others."""
        more = list(super().header_more_buttons)
        return [
            *more,
            Button(
                _("What holds for each department"), url=reverse("statistics_policies"), icon_name="view", priority=90
            ),
        ]


class SmallNumberRuleViewSet(ModelViewSet):
    """How small a number may be shown."""

    model = SmallNumberRule
    icon = "lock"
    url_prefix = "statistics/small-numbers"
    panels = SmallNumberRule.panels
    list_display = [
        "__str__",
        "least_department",
        "least_area",
        "least_unit",
        choice_column(SmallNumberRule, "finest_level"),
        choice_column(SmallNumberRule, "date_detail"),
    ]
    index_view_class = RuleIndexView
    copy_view_enabled = False


class DenominatorViewSet(ModelViewSet):
    """What cases are set against."""

    model = Denominator
    icon = "group"
    url_prefix = "statistics/people"
    panels = Denominator.panels
    list_display = ["unit", "year", choice_column(Denominator, "basis"), "number", "source"]
    list_filter = ["year", "basis"]
    copy_view_enabled = False

    def formfield_for_dbfield(self, db_field: Any, **kwargs: Any) -> Any:
        """Units are chosen in tree order."""
        if db_field.name == "unit":
            return UnitChoiceField(label=db_field.verbose_name)
        return super().formfield_for_dbfield(db_field, **kwargs)


class SeriesBreakViewSet(ModelViewSet):
    """Days from which figures cannot be set against earlier ones."""

    model = SeriesBreak
    icon = "minus"
    url_prefix = "statistics/breaks"
    panels = SeriesBreak.panels
    list_display = ["on", "unit", "what"]
    copy_view_enabled = False


class RevisionCreateView(CreateView):
    """Keeps who entered it."""

    def save_instance(self) -> Any:
        """Save with the person who is signed in."""
        self.form.instance.entered_by = self.request.user
        return super().save_instance()


class FigureRevisionViewSet(ModelViewSet):
    """Why published figures of closed years changed. An entry is public, so it is added and never edited away."""

    model = FigureRevision
    icon = "history"
    url_prefix = "statistics/revisions"
    panels = FigureRevision.panels
    list_display = ["year", "reason", "entered_by", "entered_at"]
    add_view_class = RevisionCreateView
    copy_view_enabled = False


class StatisticsGroup(ModelViewSetGroup):
    """The statistics menu."""

    menu_label = gettext_lazy("Statistics")
    menu_icon = "table"
    menu_order = 530
    items = (SmallNumberRuleViewSet, DenominatorViewSet, SeriesBreakViewSet, FigureRevisionViewSet)


def policies(request: HttpRequest) -> HttpResponse:
    """Which rule holds for each department, and where it comes from."""
    if not request.user.has_perm(VIEW_RULES):
        raise PermissionDenied
    rules = {rule.department_id: rule for rule in SmallNumberRule.objects.all()}
    rows = []
    for unit in OrganisationUnit.objects.filter(level=Level.DEPARTMENT).order_by("path"):
        rule = effective_rule(rules, unit)
        if rule.pk is None:
            origin = (
                _("built in: closed for publication") if unit.closed_for_publication else _("built in: all is shown")
            )
        else:
            origin = _("its own rule") if rule.department_id else _("the rule for every department")
        rows.append({"unit": unit, "rule": rule, "origin": origin})
    return render(request, "statistics/policies.html", {"rows": rows})


urls = [path("statistics/in-effect/", policies, name="statistics_policies")]
