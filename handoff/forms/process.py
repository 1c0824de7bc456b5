"""What goes with the rules: cooling time, manual quota and deadlines."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handoff.criteria.document import SLA, CriteriaDocument, Table
from handoff.criteria.problems import LONGEST_SPAN, MOST_QUOTA
from handoff.criteria.sentences import SLA_LABELS
from handoff.deadlines.targets import MOST_DAYS, MOST_ESCALATE_DAYS, MOST_HOURS, Ladder
from handoff.forms.whole_number import whole_number
from handoff.models import Clock


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


UNITS = (("days", gettext_lazy("business days")), ("hours", gettext_lazy("open hours")))


class ProcessForm(forms.Form):
    """Manual quota, deadlines and what happens on the way to them: the same for all tables."""

    def __init__(self, document: CriteriaDocument, data=None):
        super().__init__(data, prefix="process")
        self.document = document
        self.fields["quota"] = whole_number(_("Manual toss-ups a team and month"), document.quota, 1, MOST_QUOTA)
        self.fields["quota"].help_text = _("To allow none, switch off the rule for requests from sales.")
        for kind in SLA:
            self._add_target(kind, document.sla.get(kind, SLA[kind]))
        for kind in Clock.Kind.values:
            self._add_ladder(kind, document.ladder(kind))

    def _add_target(self, kind: str, target) -> None:
        is_hours = isinstance(target, dict)
        number = target["hours"] if is_hours else target
        self.fields[kind] = whole_number(capfirst(str(SLA_LABELS[kind])), number, 1, MOST_HOURS)
        unit = forms.ChoiceField(
            label=_("Unit"), choices=UNITS, required=False, initial="hours" if is_hours else "days"
        )
        self.fields[f"{kind}_unit"] = unit

    def _add_ladder(self, kind: str, ladder: Ladder) -> None:
        label = _("Remind the person in charge")
        remind = forms.ChoiceField(label=label, choices=Ladder.Remind, required=False, initial=ladder.remind)
        self.fields[f"{kind}_remind"] = remind
        label = _("Tell the admin after so many business days overdue")
        escalate = whole_number(label, ladder.escalate_days, 1, MOST_ESCALATE_DAYS)
        escalate.required = False
        self.fields[f"{kind}_escalate"] = escalate
        if kind == Clock.Kind.FIRST_RESPONSE:
            label, choices = (
                _("Then the lead"),
                [("yes", _("goes back to the team")), ("no", _("stays with its owner"))],
            )
            initial = "yes" if ladder.release else "no"
            release = forms.ChoiceField(label=label, choices=choices, required=False, initial=initial)
            self.fields[f"{kind}_release"] = release

    def clean(self):
        values = super().clean()
        for kind in SLA:
            days = values.get(kind)
            if days and days > MOST_DAYS and values.get(f"{kind}_unit") != "hours":
                text = _("Write a whole number from %(lowest)s to %(highest)s.")
                self.add_error(kind, text % {"lowest": 1, "highest": MOST_DAYS})
        return values

    def sla(self) -> dict:
        values = self.cleaned_data
        return {kind: {"hours": values[kind]} if values[f"{kind}_unit"] == "hours" else values[kind] for kind in SLA}

    def ladders(self) -> dict[str, Ladder]:
        """What is not posted stays as it was."""
        return {kind: self._ladder(kind, self.document.ladder(kind)) for kind in Clock.Kind.values}

    def _ladder(self, kind: str, before: Ladder) -> Ladder:
        values = self.cleaned_data
        release = values.get(f"{kind}_release")
        return Ladder(
            values[f"{kind}_remind"] or before.remind,
            values[f"{kind}_escalate"] or before.escalate_days,
            release == "yes" if release else before.release,
        )

    @property
    def deadlines(self):
        return [(self[kind], self[f"{kind}_unit"]) for kind in SLA]

    @property
    def ladder_fields(self):
        """(label of the deadline, its fields)."""
        names = ("remind", "escalate", "release")
        return [
            (
                capfirst(str(SLA_LABELS[kind])),
                [self[f"{kind}_{name}"] for name in names if f"{kind}_{name}" in self.fields],
            )
            for kind in Clock.Kind.values
        ]
