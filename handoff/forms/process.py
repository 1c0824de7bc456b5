"""What goes with the rules: cooling time, manual quota and deadlines."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handoff.criteria_document import SLA, CriteriaDocument, Table
from handoff.criteria_problems import LONGEST_SPAN, MOST_DAYS, MOST_QUOTA
from handoff.forms.whole_number import whole_number
from handoff.sentences import SLA_LABELS


class CoolingForm(forms.Form):
    """After how many days a lost lead may come back."""

    days = forms.IntegerField(
        label=gettext_lazy("Days until a lost lead may come back"),
        required=False,
        min_value=1,
        max_value=LONGEST_SPAN,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("Counted from the day the opportunity was lost. Empty: what was lost stays lost."),
    )

    def __init__(self, table: Table, data=None):
        super().__init__(data, prefix="cooling", initial={"days": table.cooling_days})


class ProcessForm(forms.Form):
    """Manual quota and deadlines: the same for all tables."""

    def __init__(self, document: CriteriaDocument, data=None):
        super().__init__(data, prefix="process")
        self.fields["quota"] = whole_number(_("Manual toss-ups a team and month"), document.quota, 1, MOST_QUOTA)
        self.fields["quota"].help_text = _("To allow none, switch off the rule for requests from sales.")
        for kind in SLA:
            label = capfirst(str(SLA_LABELS[kind]))
            self.fields[kind] = whole_number(label, document.sla.get(kind, SLA[kind]), 1, MOST_DAYS)

    @property
    def deadlines(self):
        return [self[kind] for kind in SLA]
