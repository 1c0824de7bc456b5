"""A condition as form fields. Which fields there are follows from what it looks at and how it compares."""

import unicodedata
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from handoff.criteria.document import Condition, Table, Threshold
from handoff.criteria.fields import NUMERIC_OPERATORS, WITHOUT_VALUE, Field, find_field
from handoff.criteria.sentences import YES_NO
from handoff.criteria.thresholds import threshold_kind
from handoff.forms.campaign_window import SEPARATORS
from handoff.forms.choosing import let_choose, typed_list
from handoff.words.values import TITLE_RANKS
from handoff.workshop.field_choices import OPERATORS, Choices, activity_kinds, known_values

LARGEST = 10**14
RANKS = [(str(rank), capfirst(str(label))) for rank, label in sorted(TITLE_RANKS.items())]


class ConditionForm(forms.Form):
    """Empty `field`: no condition. raw: what was typed, to be shown again without complaint (unbound)."""

    field = forms.ChoiceField(label=gettext_lazy("Condition"), required=False)
    DELETE = forms.BooleanField(label=gettext_lazy("Remove"), required=False)

    def __init__(self, data=None, *, table: Table, choices: Choices, condition=None, raw=None, **options):
        super().__init__(data, initial=_initial(condition) if condition else raw or {}, **options)
        self.table = table
        let_choose(self, "field", choices.fields)
        self.about = find_field(str(self._typed("field") or ""))
        if self.about:
            self.shape = self._add_fields(self.about)

    @property
    def list_id(self) -> str:
        return str(self.auto_id) % self.add_prefix("known")

    @property
    def is_blank(self) -> bool:
        return self.about is None

    def condition(self) -> Condition:
        """Of valid input that is not blank."""
        values, about = self.cleaned_data, self.about
        assert about is not None
        parameters = {}
        if "kinds" in about.parameters:
            parameters["kinds"] = values["kinds"]
        if "days" in about.parameters:
            parameters["days"] = Threshold(values["days_by"]) if values.get("days_by") else values["days"]
        if by := values.get("by"):
            value = Threshold(by, minus_offset=values.get("minus_offset", False))
        else:
            value = self._value(values)
        return Condition(about.name, values["operator"], value, parameters)

    def clean(self):
        values = super().clean()
        if self.about is None or values.get("DELETE"):
            self._errors = forms.utils.ErrorDict() if values.get("DELETE") else self._errors
            return values
        if "days" in self.about.parameters and not values.get("days_by") and values.get("days") is None:
            self._complain("days", _("Write a number of days."))
        if not values.get("by"):
            for name in self._value_names():
                if values.get(name) in (None, "", []):
                    self._complain(name, _("Write a value."))
        return values

    @property
    def value_fields(self):
        return [self[name] for name in self._value_names()]

    @property
    def values_by_threshold(self) -> bool:
        return bool(self.about) and "by" in self.fields and bool(self._typed("by"))

    @property
    def days_by_threshold(self) -> bool:
        return bool(self._typed("days_by"))

    @property
    def lowers(self) -> bool:
        return "minus_offset" in self.fields

    def _complain(self, name: str, message: str) -> None:
        if name not in self.errors:
            self.add_error(name, message)

    def _typed(self, name: str):
        if self.is_bound:
            return self.data.get(self.add_prefix(name))
        return self.initial.get(name)

    def _value_names(self) -> list[str]:
        if self.is_blank or self.shape == "none":
            return []
        return ["low", "high"] if self.shape == "between" else ["value"]

    def _add_fields(self, about: Field) -> str:
        operator = self._typed("operator")
        operators = [(name, OPERATORS[name]) for name in about.operators]
        if operator not in about.operators:
            operator = about.operators[0]
        self.fields["operator"] = forms.ChoiceField(label=_("Comparison"), choices=operators, initial=operator)
        shape = _shape(about, operator)
        self._add_value(about, shape)
        if shape in ("number", "rank") and (names := list(self.table.thresholds)):
            self.fields["by"] = _threshold_choice(names, self.table)
            if self._typed("by"):
                label = _("Lowered by campaign windows")
                self.fields["minus_offset"] = forms.BooleanField(label=label, required=False)
        if "kinds" in about.parameters:
            chosen = typed_list(self, "kinds") if self.is_bound else self.initial.get("kinds", [])
            self.fields["kinds"] = forms.MultipleChoiceField(
                label=_("Which actions"), choices=activity_kinds(tuple(chosen)), widget=forms.CheckboxSelectMultiple
            )
        if "days" in about.parameters:
            self.fields["days"] = _number(_("Days"), least=1, whole=True)
            if self.table.thresholds:
                self.fields["days_by"] = _threshold_choice(list(self.table.thresholds), self.table)
        return shape

    def _add_value(self, about: Field, shape: str) -> None:
        match shape:
            case "between":
                self.fields["low"] = _number(pgettext("lowest of a range", "From"))
                self.fields["high"] = _number(pgettext("highest of a range", "To"))
            case "number":
                self.fields["value"] = _number(_("Value"))
            case "yes_no":
                yes, no = YES_NO.get(about.name, (_("Yes"), _("No")))
                choices = [("yes", capfirst(str(yes))), ("no", capfirst(str(no)))]
                self.fields["value"] = forms.ChoiceField(label=_("Value"), choices=choices)
            case "rank":
                self.fields["value"] = forms.ChoiceField(label=_("Value"), choices=RANKS, required=False)
            case "choice":
                self.fields["value"] = forms.ChoiceField(label=_("Value"), choices=about.choices)
            case "text" | "texts" | "numbers":
                self.fields["value"] = forms.CharField(
                    label=_("Values with commas between them") if shape != "text" else _("Value"),
                    required=False,
                    max_length=2000,
                    widget=forms.TextInput(attrs={"list": self.list_id, "autocomplete": "off"}),
                )
                self.known = known_values(about.name)

    def clean_value(self):
        typed = self.cleaned_data["value"]
        if self.shape != "numbers" or not typed:
            return typed
        try:
            return ", ".join(str(_plain_number(part)) for part in _listed(typed))
        except ValueError:
            raise forms.ValidationError(_("Write numbers with commas between them.")) from None

    def _value(self, values: dict):
        match self.shape:
            case "none":
                return None
            case "between":
                return [_tidy(values["low"]), _tidy(values["high"])]
            case "yes_no":
                return values["value"] == "yes"
            case "rank":
                return int(values["value"])
            case "number":
                return _tidy(values["value"])
            case "numbers":
                return [_plain_number(part) for part in _listed(values["value"])]
            case "texts":
                return _listed(values["value"])
        return values["value"]


def _shape(field: Field, operator: str) -> str:
    """What kind of value: none, yes_no, choice, rank, number, numbers, between, text, texts."""
    if operator in WITHOUT_VALUE:
        return "none"
    if field.kind == "yes_no":
        return "yes_no"
    if field.choices:
        return "choice"
    if operator == "between":
        return "between"
    if field.kind == "number" or operator in NUMERIC_OPERATORS:
        if operator in ("in", "not_in"):
            return "numbers"
        return "rank" if field.name == "title_rank" else "number"
    return "texts" if operator in ("in", "not_in") else "text"


def _initial(condition: Condition) -> dict:
    found: dict[str, Any] = {"field": condition.field, "operator": condition.operator}
    days = condition.parameters.get("days")
    found |= {"days_by": days.name} if isinstance(days, Threshold) else {"days": days}
    found["kinds"] = condition.parameters.get("kinds", [])
    value = condition.value
    if isinstance(value, Threshold):
        return found | {"by": value.name, "minus_offset": value.minus_offset}
    if isinstance(value, bool):
        return found | {"value": "yes" if value else "no"}
    if condition.operator == "between" and isinstance(value, list | tuple) and len(value) == 2:
        return found | {"low": value[0], "high": value[1]}
    if isinstance(value, list | tuple):
        return found | {"value": ", ".join(map(str, value))}
    return found | {"value": value}


def _threshold_choice(names: list[str], table: Table) -> forms.ChoiceField:
    labels = [(name, f"{capfirst(str(threshold_kind(name).label))} ({table.thresholds[name]})") for name in names]
    choices = [("", pgettext("instead of a threshold", "this value")), *labels]
    return forms.ChoiceField(label=_("Compared with"), choices=choices, required=False)


def _number(label: str, least: int = 0, *, whole: bool = False) -> forms.Field:
    """Nothing a rule looks at can be below zero."""
    attrs = {"inputmode": "numeric" if whole else "decimal", "step": 1 if whole else "any", "min": least}
    field = forms.IntegerField if whole else forms.DecimalField
    return field(label=label, required=False, min_value=least, max_value=LARGEST, widget=forms.NumberInput(attrs=attrs))


def _tidy(number):
    """As JSON keeps it: whole numbers whole."""
    return int(number) if number == int(number) else float(number)


def _plain_number(text: str):
    number = float(unicodedata.normalize("NFKC", text))
    if not abs(number) < LARGEST:
        raise ValueError(text)
    return _tidy(number)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.translate(SEPARATORS).split(",") if part.strip()]
