"""Which thresholds to try, at which values, on which cases. Sent by GET: the page's address says what it shows."""

from collections.abc import Mapping
from typing import cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.frontier.grid import MOST_PAIRS, MOST_VALUES, Axis, Grid, used_thresholds, usual_range, values_between
from feedback.frontier.sweep import Basis
from feedback.models.past_case import PastCaseFile
from feedback.replay.cases import ALL, OWN
from handoff.criteria.thresholds import threshold_kind

AXES = ("x", "y")
ENDS = ("from", "to", "step")
FIRST = "behaviour_min"  # what most people want to move first


class FrontierForm(forms.Form):
    """basis: the document whose thresholds can be chosen. After is_valid(), grid() and source() say what was asked."""

    table = forms.ChoiceField(label=gettext_lazy("Leads"), required=False)
    x = forms.ChoiceField(label=gettext_lazy("Threshold to move"), required=False)
    y = forms.ChoiceField(label=gettext_lazy("Together with"), required=False)
    source = forms.ChoiceField(label=gettext_lazy("Past toss-ups"), required=False)

    def __init__(self, query, basis: Basis):
        self.basis = basis
        document = basis.document
        self.segments = {segment.id: segment for segment in document.segments}
        chosen = query.get("table", "")
        self.table_chosen = self.segments[chosen].table if chosen in self.segments else document
        self._table_in_force = Grid((), chosen if chosen in self.segments else "").table_of(basis.now)
        self.names = used_thresholds(self.table_chosen)
        super().__init__(self._filled(query))
        labels = [(name, threshold_kind(name).label) for name in self.names]
        everybody = [("", _("Everybody without a table of their own"))]
        choices: dict[str, list] = {}
        choices["table"] = everybody + [(each.id, each.name) for each in self.segments.values()]
        choices["x"] = labels
        choices["y"] = [("", _("no other threshold")), *labels]
        files = PastCaseFile.objects.filter(cases__isnull=False).distinct().select_related("import_run")
        choices["source"] = [
            (ALL, _("all past toss-ups")),
            (OWN, _("own toss-ups only")),
            *((str(each.pk), each.import_run.file_name) for each in files.order_by("-pk")[:20]),
        ]
        for name, offered in choices.items():
            cast(forms.ChoiceField, self.fields[name]).choices = offered
        for axis in AXES:
            for end, label in (("from", _("Lowest value")), ("to", _("Highest value")), ("step", _("In steps of"))):
                self.fields[f"{axis}_{end}"] = self._number(label, at_least_one=end == "step")

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        if data["y"] and data["y"] == data["x"]:
            self.add_error("y", _("Choose two different thresholds."))
            return data
        sizes = [self._check(axis, data) for axis in self._axes(data)]
        if not self.errors and len(sizes) == 2 and sizes[0] * sizes[1] > MOST_PAIRS:
            self.add_error("y_step", _("At most %(most)s pairs: widen the steps.") % {"most": MOST_PAIRS})
        return data

    def grid(self) -> Grid:
        """The values asked for, and those at which today's criteria and the draft stand."""
        data = self.cleaned_data
        names = [data[axis] for axis in self._axes(data)]
        bare = Grid(tuple(Axis(name, ()) for name in names), data["table"])
        stands = [values for doc in (self.basis.now, self.basis.document) if (values := bare.values_of(doc))]
        axes = []
        for place, (axis, name) in enumerate(zip(AXES, names, strict=False)):
            always = {values[place] for values in stands}
            low, high, step = (data[f"{axis}_{end}"] for end in ENDS)
            axes.append(Axis(name, values_between(low, high, step, always)))
        return Grid(tuple(axes), data["table"])

    @property
    def source_chosen(self) -> str:
        return self.cleaned_data["source"] or ALL

    @property
    def ranges(self) -> list[dict]:
        """For the template: of each threshold its name, what the range is meant for, and the fields."""
        return [
            {
                "name": axis,
                "label": threshold_kind(self.data[axis]).label,
                "meant": self.data[f"{axis}_for"],
                "fields": [self[f"{axis}_{end}"] for end in ENDS],
            }
            for axis in self._axes(self.data)
        ]

    def _filled(self, query) -> dict:
        """The query with what it leaves open: a range that was meant for another threshold is open too."""
        given = {name: query.get(name, "") for name in ("table", "x", "y", "source")}
        if given["x"] not in self.names and self.names:
            given["x"] = FIRST if FIRST in self.names else self.names[0]
        if given["y"] not in self.names:
            given["y"] = ""
        for axis in AXES:
            if given[axis]:
                given |= self._range(axis, given[axis], query, paired=bool(given["y"]))
        return given

    def _range(self, axis: str, name: str, query, *, paired: bool) -> dict:
        now = (self._table_in_force or self.table_chosen).thresholds.get(name, self.table_chosen.thresholds[name])
        usual = dict(zip(ENDS, usual_range(name, now, paired=paired), strict=True))
        meant = f"{query.get('table', '')}/{name}/{'2' if paired else '1'}"
        kept = query.get(f"{axis}_for", meant) == meant
        ends = {f"{axis}_{end}": (kept and query.get(f"{axis}_{end}")) or value for end, value in usual.items()}
        return ends | {f"{axis}_for": meant}

    def _check(self, axis: str, data: dict) -> int:
        low, high, step = (data.get(f"{axis}_{end}") for end in ENDS)
        kind = threshold_kind(data[axis])
        if low is None or high is None or step is None:
            return 0
        if not kind.least <= low <= high <= kind.most:
            bounds = {"least": kind.least, "most": kind.most}
            self.add_error(f"{axis}_to", _("From a smaller to a larger number, %(least)s to %(most)s.") % bounds)
            return 0
        size = (high - low) // step + 1
        if size > MOST_VALUES:
            self.add_error(f"{axis}_step", _("At most %(most)s values: widen the steps.") % {"most": MOST_VALUES})
        return size

    def _axes(self, data: Mapping) -> list[str]:
        return [axis for axis in AXES if data.get(axis)]

    def _number(self, label: str, *, at_least_one: bool) -> forms.IntegerField:
        return forms.IntegerField(label=label, required=False, min_value=int(at_least_one), max_value=1_000_000)
