"""The wizard's forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.imports.dates import DAY_FIRST, MONTH_FIRST
from cms.imports.mapping import TARGETS, VALUED, Unmapped
from cms.imports.models import ImportRun, SavedMapping
from cms.imports.reading import DELIMITERS, ENCODINGS, Reading
from cms.imports.spreadsheets import sheet_names
from cms.imports.words import AS_IT_IS, as_it_is, is_understood, our_words

NONE = "-"
"""The choice that gives a word no meaning here."""
ENCODING_NAMES = {"utf-8": "UTF-8", "utf-16": "UTF-16", "windows-1252": "Windows-1252"}


class UploadForm(forms.Form):
    """A file, where it comes from, and the mapping to begin with."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, a spreadsheet (.xlsx) or Open311 (JSON, XML), at most 200 MB. It is erased when the import is done."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.json,.xml"}),
        required=False,
    )
    address = forms.URLField(
        label=gettext_lazy("Or fetch Open311 from an address"),
        help_text=gettext_lazy(
            "GeoReport v2, for example https://city.example/open311/v2/requests.json?start_date=2026-01-01T00:00:00Z"
        ),
        required=False,
        max_length=1000,
        assume_scheme="https",
    )
    source = forms.CharField(
        label=gettext_lazy("System that the cases come from"),
        max_length=80,
        help_text=gettext_lazy(
            "Always the same name for the same system: with the case's number there it tells which cases are here already."
        ),
    )
    saved = forms.ModelChoiceField(
        SavedMapping.objects.all(),
        label=gettext_lazy("Begin with a saved mapping"),
        required=False,
        empty_label=gettext_lazy("None, suggest one"),
    )

    def clean(self) -> dict[str, Any]:
        """Exactly one of file and address."""
        if not self.errors and bool(self.cleaned_data.get("file")) == bool(self.cleaned_data.get("address")):
            self.add_error("file", _("Choose a file or write an address, not both."))
        return self.cleaned_data


class ReadingForm(forms.Form):
    """How the file is read."""

    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"), choices=[(each, ENCODING_NAMES[each]) for each in ENCODINGS]
    )
    delimiter = forms.ChoiceField(label=gettext_lazy("Delimiter"))
    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"))
    header = forms.IntegerField(label=gettext_lazy("Line with the names of the columns"), min_value=1, max_value=1000)

    def __init__(self, run: ImportRun, data: Any = None) -> None:
        self.reading = Reading.from_dict(run.mapping["reading"])
        super().__init__(data, initial=self.reading.as_dict())
        names = {";": _("semicolon"), ",": _("comma"), "\t": _("tab"), "|": _("vertical bar")}
        signs = [
            (code, f"{names[sign]} ({sign})" if sign.strip() else names[sign]) for sign, code in DELIMITERS.items()
        ]
        self.fields["delimiter"] = forms.ChoiceField(label=_("Delimiter"), choices=signs)
        self.initial["delimiter"] = DELIMITERS[self.reading.delimiter]
        if self.reading.format == "xlsx":
            sheets = [(name, name) for name in sheet_names(run.path)]
            self.fields["sheet"] = forms.ChoiceField(label=_("Sheet"), choices=sheets)
        unused = {"csv": ["sheet"], "xlsx": ["encoding", "delimiter"], "open311": list(self.fields)}[
            self.reading.format
        ]
        for name in unused:
            del self.fields[name]

    def chosen(self) -> Reading:
        """The reading that was asked for."""
        values = self.reading.as_dict() | self.cleaned_data
        if "delimiter" in self.cleaned_data:
            signs = {code: sign for sign, code in DELIMITERS.items()}
            values["delimiter"] = signs[self.cleaned_data["delimiter"]]
        return Reading.from_dict(values)


class ColumnsForm(forms.Form):
    """What each column means; the fields are numbered, because columns may be called anything."""

    dates = forms.ChoiceField(
        label=gettext_lazy("Days such as 3/4 2026"),
        choices=[
            (DAY_FIRST, gettext_lazy("the day first: 3 April")),
            (MONTH_FIRST, gettext_lazy("the month first: March 4")),
        ],
    )
    unmapped_units = forms.ChoiceField(
        label=gettext_lazy("A unit that is not here"),
        choices=[
            (Unmapped.MAKE, gettext_lazy("make it")),
            (Unmapped.MUNICIPALITY, gettext_lazy("give the case to the municipality")),
            (Unmapped.REFUSE, gettext_lazy("refuse the row")),
        ],
    )

    def __init__(self, run: ImportRun, columns: list[str], data: Any = None) -> None:
        mapping = run.mapping
        super().__init__(data, initial={name: mapping.get(name) for name in ("dates", "unmapped_units")})
        self.columns = columns
        choices = [("", _("Not brought in")), *((name, str(label)) for name, label in TARGETS.items())]
        for place, column in enumerate(columns):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                choices=choices, required=False, initial=mapping.get("columns", {}).get(column, ""), label=column
            )

    def meanings(self) -> dict[str, str]:
        """The meaning of each column."""
        return {column: self.cleaned_data[f"column-{place}"] for place, column in enumerate(self.columns)}

    def column_fields(self) -> list[forms.BoundField]:
        """The fields of the columns, in the order of the file."""
        return [self[f"column-{place}"] for place in range(len(self.columns))]


class WordsForm(forms.Form):
    """What each word means, and what an empty cell means. Units are written, with the units of today as suggestions."""

    def __init__(self, run: ImportRun, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ours = our_words()
        self.codes_of_units = {name.casefold(): code for code, name in self.ours["org"].items()}
        self.words = {target: _most_frequent_first(words) for target, words in run.words.items()}
        self.counts = run.words
        values, defaults = run.mapping.get("values", {}), run.mapping.get("defaults", {})
        for target in self.targets():
            for place, word in enumerate(self.words.get(target, [])):
                self.fields[f"{target}-{place}"] = self._field(target, word, values.get(target, {}).get(word))
            self.fields[f"{target}-default"] = self._default(target, defaults.get(target, ""))

    def targets(self) -> list[str]:
        """What words are asked for."""
        return [target for target in VALUED if target in self.words or target == "kind"]

    def _field(self, target: str, word: str, code: str | None) -> forms.Field:
        if target == "org":
            return forms.CharField(
                required=False, label=word, initial=self.ours["org"].get(code or "", ""), widget=_unit_input()
            )
        choices = [(AS_IT_IS, as_it_is(target))] if is_understood(target, word) or code is None else []
        if not is_understood(target, word) and code is None:
            choices = [(AS_IT_IS, _("Refuse the rows"))]
        choices += [*self.ours[target].items(), (NONE, _("No meaning here"))]
        initial = AS_IT_IS if code is None else code or NONE
        return forms.ChoiceField(choices=choices, initial=initial, label=word)

    def _default(self, target: str, code: str) -> forms.Field:
        label = _("An empty cell")
        if target == "org":
            return forms.CharField(
                required=False, label=label, initial=self.ours["org"].get(code, ""), widget=_unit_input()
            )
        return forms.ChoiceField(
            required=False, choices=[("", "–"), *self.ours[target].items()], initial=code, label=label
        )

    def clean(self) -> dict[str, Any]:
        """Units are told by their names."""
        for name, value in self.cleaned_data.items():
            if name.startswith("org-") and value and value.strip().casefold() not in self.codes_of_units:
                self.add_error(
                    name,
                    _("There is no unit “%(name)s”. Choose one of those that are suggested while you write.")
                    % {"name": value[:80]},
                )
        return self.cleaned_data

    def values(self) -> dict[str, dict[str, str]]:
        """Our code for each word that has one; empty for a word that means nothing here."""
        found: dict[str, dict[str, str]] = {}
        for target, words in self.words.items():
            found[target] = {}
            for place, word in enumerate(words):
                value = str(self.cleaned_data[f"{target}-{place}"]).strip()
                if target == "org":
                    value = self.codes_of_units[value.casefold()] if value else AS_IT_IS
                if value != AS_IT_IS:
                    found[target][word] = "" if value == NONE else value
        return found

    def defaults(self) -> dict[str, str]:
        """What an empty cell means."""
        found = {}
        for target in self.targets():
            value = str(self.cleaned_data.get(f"{target}-default") or "").strip()
            if value:
                found[target] = self.codes_of_units[value.casefold()] if target == "org" else value
        return found

    def groups(self) -> list[dict[str, Any]]:
        """For the page: per target its words with how often they stand there, and the field of each."""
        return [
            {
                "target": target,
                "title": TARGETS[target] if target != "org" else _("Organisation"),
                "lines": [
                    {"word": word, "count": self.counts[target][word], "field": self[f"{target}-{place}"]}
                    for place, word in enumerate(self.words.get(target, []))
                ],
                "default": self[f"{target}-default"],
            }
            for target in self.targets()
        ]


def _most_frequent_first(words: dict[str, int]) -> list[str]:
    return sorted(words, key=lambda word: (-words[word], word))


def _unit_input() -> forms.TextInput:
    return forms.TextInput(attrs={"list": "our-units", "autocomplete": "off"})


class SaveMappingForm(forms.Form):
    """A name to keep the mapping under."""

    name = forms.CharField(label=gettext_lazy("Name of the mapping"), max_length=80)
