"""The named thresholds of a table while they are edited."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from handoff.criteria.document import Table
from handoff.criteria.thresholds import THRESHOLDS, threshold_kind
from handoff.forms.choosing import let_choose
from handoff.forms.whole_number import whole_number
from handoff.words.values import TITLE_RANKS

MOST_THRESHOLDS = 50


class ThresholdsForm(forms.Form):
    """The named thresholds of one table."""

    def __init__(self, table: Table, data=None):
        super().__init__(data, prefix="t")
        self.table = table
        for name, value in table.thresholds.items():
            self.fields[name] = _threshold_field(name, value)

    @property
    def lines(self):
        """(kind, bound field) in order."""
        return [(threshold_kind(name), self[name]) for name in self.table.thresholds]


class NewThresholdForm(forms.Form):
    """One of the shipped thresholds that the table does not have yet, or one of the organisation's own."""

    kind = forms.ChoiceField(label=gettext_lazy("Threshold"), required=False)
    name = forms.CharField(
        label=gettext_lazy("Name of your own"), required=False, max_length=60, widget=forms.TextInput
    )
    value = forms.IntegerField(label=gettext_lazy("Value"), widget=forms.NumberInput(attrs={"inputmode": "numeric"}))

    def __init__(self, table: Table, data=None):
        super().__init__(data, prefix="new")
        self.table = table
        shipped = [
            (name, capfirst(str(kind.label))) for name, kind in THRESHOLDS.items() if name not in table.thresholds
        ]
        let_choose(self, "kind", [("", pgettext("a threshold", "One of your own")), *shipped])

    def clean(self):
        values = super().clean()
        name = values.get("kind") or values.get("name", "").strip()
        if not name:
            self.add_error("name", _("Give the threshold a name."))
        elif name in self.table.thresholds or (not values.get("kind") and name in THRESHOLDS):
            self.add_error("name", _("There is a threshold of this name already."))
        elif "value" in values:
            kind = threshold_kind(name)
            if not kind.least <= values["value"] <= kind.most:
                message = _("Write a whole number from %(lowest)s to %(highest)s.")
                self.add_error("value", message % {"lowest": kind.least, "highest": kind.most})
        if len(self.table.thresholds) >= MOST_THRESHOLDS:
            self.add_error(None, _("At most %(number)s thresholds.") % {"number": MOST_THRESHOLDS})
        return values | {"threshold": name}


def _threshold_field(name: str, value: int) -> forms.Field:
    kind = threshold_kind(name)
    if name == "title_rank_min":
        ranks = [(rank, capfirst(str(label))) for rank, label in sorted(TITLE_RANKS.items())]
        return forms.TypedChoiceField(label=capfirst(str(kind.label)), choices=ranks, coerce=int, initial=value)
    return whole_number(capfirst(str(kind.label)), value, kind.least, kind.most)
