from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handoff.approving.delegates import possible_delegates
from handoff.forms.day import DayInput
from handoff.models import Absence, QueueEntry
from leads.people import full_name


class Delegate(forms.ModelChoiceField):
    def label_from_instance(self, person) -> str:
        return full_name(person)


class AbsenceForm(forms.ModelForm):
    class Meta:
        model = Absence
        fields = ["first_day", "last_day", "delegate"]
        widgets = {"first_day": DayInput(), "last_day": DayInput()}

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        people = possible_delegates(member)
        if not people:
            del self.fields["delegate"]
            return
        self.fields["delegate"] = Delegate(
            people,
            required=False,
            label=gettext_lazy("Who decides about toss-ups meanwhile"),
            empty_label=gettext_lazy("Nobody in particular"),
            help_text=gettext_lazy("Sees the list of approvals and decides in it; each decision says in whose place."),
        )

    def clean(self):
        """A delegate must be there for some of the time at least."""
        values = super().clean() or self.cleaned_data
        person, first, last = values.get("delegate"), values.get("first_day"), values.get("last_day")
        if person and first and Absence.objects.covering(person, first, last).exists():
            self.add_error("delegate", _("%(name)s is away then too.") % {"name": full_name(person)})
        return values


class Colleague(forms.ModelChoiceField):
    def label_from_instance(self, person) -> str:
        return _("%(name)s (open leads: %(count)s)") % {"name": full_name(person), "count": person.open_entries}


class HandOverForm(forms.Form):
    """Which entries, and to whom; nobody: back to the team."""

    entries = forms.ModelMultipleChoiceField(
        QueueEntry.objects.none(), error_messages={"required": gettext_lazy("Tick at least one lead.")}
    )
    to = Colleague(
        get_user_model().objects.none(),
        required=False,
        label=gettext_lazy("To whom"),
        empty_label=gettext_lazy("The whole team: anybody can take them"),
    )

    def __init__(self, *args, entries, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["entries"].queryset = entries
        self.fields["to"].queryset = colleagues
