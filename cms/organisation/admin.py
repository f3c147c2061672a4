"""The organisation in the admin: the tree, its boards and closed days, and the screen where it is reorganised."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.admin.widgets import AdminDateInput

from cms.organisation import actions
from cms.organisation.columns import choice_column
from cms.organisation.models import Board, ClosedDay, OrganisationUnit, web_address


class UnitChoiceField(forms.ModelChoiceField):
    """A choice of units in tree order, indented by level."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(OrganisationUnit.objects.order_by("path"), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """The unit's name, deeper units further in, closed ones marked."""
        ended = f" ({_('until')} {obj.valid_to})" if obj.valid_to else ""
        return "\u2003" * (obj.depth - 1) + obj.name + ended


class UnitMultipleChoiceField(forms.ModelMultipleChoiceField):
    """A choice of several units in tree order."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(OrganisationUnit.objects.order_by("path"), **kwargs)

    label_from_instance = UnitChoiceField.label_from_instance


class UnitForm(WagtailAdminModelForm):
    """A unit's own details. A changed web address redirects from the old one."""

    parent = UnitChoiceField(
        label=gettext_lazy("Under"), required=False, help_text=gettext_lazy("Leave empty for the municipality itself.")
    )

    instance: OrganisationUnit

    class Meta:
        model = OrganisationUnit
        fields = [
            "parent", "name", "slug", "boards", "email", "phone", "web", "promises_url", "valid_from", "valid_to", "closed_for_publication",
        ]  # fmt: skip
        widgets = {
            "valid_from": AdminDateInput(),
            "valid_to": AdminDateInput(),
            "boards": forms.CheckboxSelectMultiple(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _("Part of the public address. Left empty, it is made from the name.")
        if self.instance.pk:
            del self.fields["parent"]  # a move is a reorganisation: it has a day and leaves history
        elif not OrganisationUnit.objects.exists():
            self.fields["parent"].widget = forms.HiddenInput()
        else:
            self.fields["parent"].required = True

    def clean_slug(self) -> str:
        """The address asked for, or one made from the name."""
        slug: str = self.cleaned_data["slug"] or web_address(self.cleaned_data.get("name", ""))
        if self.instance.pk and self.instance.slug_is_taken(slug):
            raise forms.ValidationError(_("Another unit here already has this web address. Choose another one."))
        return slug

    def save(self, commit: bool = True) -> OrganisationUnit:
        """Add to the tree, or change in place."""
        data = dict(self.cleaned_data)
        boards = data.pop("boards")
        if not self.instance.pk:
            parent, name = data.pop("parent"), data.pop("name")
            unit = actions.add_unit(name, parent, **data)
        else:
            slug = data.pop("slug")
            unit = OrganisationUnit.objects.get(pk=self.instance.pk)
            for name, value in data.items():
                setattr(unit, name, value)
            unit.save()
            actions.change_slug(unit, slug)
        unit.boards.set(boards)
        self.instance = unit
        return unit


class UnitIndexView(IndexView):
    """The tree, with a way to reorganise it."""

    def get_queryset(self) -> Any:
        """Units in tree order."""
        return super().get_queryset().order_by("path")

    @property
    def header_more_buttons(self) -> list[Any]:
        """A link to the reorganisation screen beside the others."""
        from wagtail.admin.widgets.button import Button

        more = list(super().header_more_buttons)
        if self.request.user.has_perm("organisation.change_organisationunit"):
            more.append(Button(_("Reorganise"), url=reverse("organisation_reorganise"), icon_name="order", priority=90))
        return more


class UnitCreateView(CreateView):
    """Adds a unit to the tree."""

    def save_instance(self) -> Any:
        """The form saves: the tree wants its own way of adding."""
        return self.form.save()


class UnitEditView(EditView):
    """Changes a unit in place."""

    def save_instance(self) -> Any:
        """The form saves, and redirects follow a changed address."""
        return self.form.save()


class OrganisationUnitViewSet(ModelViewSet):
    """Departments, areas and units."""

    model = OrganisationUnit
    icon = "site"
    menu_label = gettext_lazy("Units")
    form_class = UnitForm
    name = "organisation_units"
    url_prefix = "organisation/units"
    add_to_admin_menu = False
    copy_view_enabled = False
    index_view_class = UnitIndexView
    add_view_class = UnitCreateView
    edit_view_class = UnitEditView
    list_display = [
        Column("name", label=gettext_lazy("Name"), accessor=lambda unit: "\u2003" * (unit.depth - 1) + unit.name),
        choice_column(OrganisationUnit, "level"),
        "valid_from",
        "valid_to",
        "closed_for_publication",
    ]
    list_filter = ["level", "closed_for_publication"]
    search_fields = ["name", "code"]
    list_per_page = 200


class BoardViewSet(ModelViewSet):
    """Boards."""

    model = Board
    icon = "group"
    url_prefix = "organisation/boards"
    form_fields = ["name", "code"]
    copy_view_enabled = False


class ClosedDayViewSet(ModelViewSet):
    """Days on which the municipality is closed."""

    model = ClosedDay
    icon = "date"
    url_prefix = "organisation/closed-days"
    form_fields = ["day", "reason"]
    list_display = ["day", "reason"]
    copy_view_enabled = False


class OrganisationGroup(ModelViewSetGroup):
    """The organisation menu."""

    menu_label = gettext_lazy("Organisation")
    menu_icon = "site"
    menu_order = 500
    items = (OrganisationUnitViewSet, BoardViewSet, ClosedDayViewSet)


class ReorganiseForm(forms.Form):
    """One change of the organisation from a day on."""

    CHANGES = [
        ("rename", gettext_lazy("Rename a unit")),
        ("move", gettext_lazy("Move a unit")),
        ("merge", gettext_lazy("Merge units")),
        ("split", gettext_lazy("Split a unit")),
        ("close", gettext_lazy("Close a unit")),
    ]
    change = forms.ChoiceField(label=gettext_lazy("Change"), choices=CHANGES, widget=forms.RadioSelect)
    units = UnitMultipleChoiceField(
        label=gettext_lazy("Units"), help_text=gettext_lazy("Several only when they merge.")
    )
    names = forms.CharField(
        label=gettext_lazy("New names, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One for a rename or a merger, several for a split."),
    )
    parent = UnitChoiceField(
        label=gettext_lazy("New place"), required=False, help_text=gettext_lazy("Only when a unit moves.")
    )
    on = forms.DateField(
        label=gettext_lazy("First day of the new order"), widget=AdminDateInput, initial=timezone.localdate
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a change that lacks what it needs."""
        data = super().clean() or {}
        change, units = data.get("change"), list(data.get("units") or [])
        names = [line.strip() for line in (data.get("names") or "").splitlines() if line.strip()]
        data["name_list"] = names
        if change != "merge" and len(units) > 1:
            self.add_error("units", _("Choose one unit, or merge them."))
        if change in {"rename", "merge"} and len(names) != 1:
            self.add_error("names", _("Give one new name."))
        if change == "move" and not data.get("parent"):
            self.add_error("parent", _("Choose where the unit moves."))
        return data

    def carry_out(self) -> None:
        """Make the change.

        Raises:
            ReorganisationError: the organisation does not allow it.
        """
        data = self.cleaned_data
        units, names, on = list(data["units"]), data["name_list"], data["on"]
        match data["change"]:
            case "rename":
                actions.rename(units[0], names[0], on)
            case "move":
                actions.move(units[0], data["parent"], on)
            case "merge":
                actions.merge(units, names[0], on)
            case "split":
                actions.split(units[0], names, on)
            case "close":
                actions.close(units[0], on)


def reorganise(request: HttpRequest) -> HttpResponse:
    """The screen where a unit is renamed, moved, merged, split or closed from a day on."""
    if not request.user.has_perm("organisation.change_organisationunit"):
        raise PermissionDenied
    form = ReorganiseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            form.carry_out()
        except actions.ReorganisationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("The organisation is changed. Earlier cases still say which unit they belonged to then.")
            )
            return redirect("organisation_units:index")
    return render(request, "organisation/reorganise.html", {"form": form})


urls = [path("organisation/reorganise/", reorganise, name="organisation_reorganise")]
