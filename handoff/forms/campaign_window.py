from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from handoff.criteria.document import Window
from handoff.criteria.sentences import filter_label
from handoff.criteria.thresholds import threshold_kind
from handoff.forms.day import DayInput
from handoff.judging.facts import FILTERS

SEPARATORS = str.maketrans("、，;；\n", ",,,,,")


class WindowForm(forms.Form):
    """A campaign window: name, days, by how much it lowers each threshold, and for which leads."""

    name = forms.CharField(label=_("Name"), max_length=100)
    start = forms.DateField(label=_("First day"), widget=DayInput(), input_formats=["%Y-%m-%d", "%Y/%m/%d"])
    end = forms.DateField(label=_("Last day"), widget=DayInput(), input_formats=["%Y-%m-%d", "%Y/%m/%d"])

    def __init__(self, *args, thresholds: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.thresholds = thresholds
        for name in thresholds:
            self.fields[f"offset_{name}"] = _offset_field(name)
        for name in FILTERS:
            label = capfirst(filter_label(name))
            self.fields[f"filter_{name}"] = forms.CharField(label=label, required=False, max_length=1000)

    @staticmethod
    def initial_of(window: Window) -> dict:
        return {
            "name": window.name,
            "start": window.start,
            "end": window.end,
            **{f"offset_{name}": offset for name, offset in window.offsets.items()},
            **{f"filter_{name}": ", ".join(values) for name, values in window.filter.items()},
        }

    @property
    def is_limited(self) -> bool:
        return any(field.value() for field in self.filters)

    @property
    def days(self):
        return [self["start"], self["end"]]

    @property
    def offsets(self):
        return [self[f"offset_{name}"] for name in self.thresholds]

    @property
    def filters(self):
        return [self[f"filter_{name}"] for name in FILTERS]

    def window(self) -> Window:
        values = self.cleaned_data
        offsets = {name: values[f"offset_{name}"] for name in self.thresholds if values[f"offset_{name}"] is not None}
        chosen = {name: _listed(values[f"filter_{name}"]) for name in FILTERS}
        return Window(values["name"], values["start"], values["end"], offsets, {k: v for k, v in chosen.items() if v})


def _offset_field(threshold: str) -> forms.IntegerField:
    kind = threshold_kind(threshold)
    label = _("Lower the %(name)s needed by") % {"name": kind.subject or kind.label}
    widget = forms.NumberInput(attrs={"min": 0, "inputmode": "numeric"})
    return forms.IntegerField(label=label, required=False, widget=widget)


def _listed(text: str) -> list[str]:
    """「展示会、セミナー」 as people type it."""
    return [part.strip() for part in text.translate(SEPARATORS).split(",") if part.strip()]
