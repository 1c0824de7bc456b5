import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from handoff.forms.day import DayInput
from handoff.forms.key_people import KeyPeopleForms
from handoff.forms.people import PersonField, offer
from handoff.limits import COMMENT_MAX, NEXT_STEP_MAX

FARTHEST = dt.timedelta(days=731)


class TossUpForm(forms.Form):
    reason_text = forms.CharField(
        label=_("Toss-up reason"), max_length=COMMENT_MAX, widget=forms.Textarea(attrs={"rows": 2})
    )
    comment = forms.CharField(
        label=_("What sales should know"),
        max_length=COMMENT_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What was agreed, whom to ask for, what to avoid."),
    )
    next_step = forms.CharField(
        label=_("Next step you propose"),
        max_length=NEXT_STEP_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    next_step_on = forms.DateField(
        label=_("Day of the next step"), required=False, widget=DayInput(), input_formats=["%Y-%m-%d", "%Y/%m/%d"]
    )
    suggested_assignee = PersonField(
        label=_("Proposed salesperson"), required=False, empty_label=_("By the assignment rules")
    )
    # The verdict as it read when the form was opened: a reason must not be sent under another one.
    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args, people, reason: str, is_target: bool, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.reason, self.today = reason, today
        self.key_people = KeyPeopleForms(self.data if self.is_bound else None, initial=self.initial)
        offer(self, "suggested_assignee", people)
        self.fields["seen"].initial = reason
        if not is_target:
            self.fields["reason_text"].label = _("Why you toss it up anyway")
            self.fields["reason_text"].help_text = _("Your reason is kept in the package and in the lead's history.")

    def clean_seen(self):
        if self.cleaned_data["seen"] != self.reason:
            self.data = self.data.copy()  # the next attempt has seen this verdict
            self.data[self.add_prefix("seen")] = self.reason
            self.add_error(None, _("The verdict changed while you were writing. Check the reason and send it again."))
        return self.reason

    def clean_next_step_on(self) -> dt.date | None:
        day = self.cleaned_data["next_step_on"]
        if day and day < self.today:
            raise forms.ValidationError(_("Choose today or a later day."))
        if day and day > self.today + FARTHEST:
            raise forms.ValidationError(_("At most two years ahead."))
        return day

    def clean(self):
        values = super().clean()
        if values.get("next_step_on") and not values.get("next_step") and "next_step" not in self.errors:
            self.add_error("next_step", _("Say what should happen on that day."))
        return values

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.key_people.is_valid()])

    def words(self) -> dict:
        """What the verb takes."""
        words = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return words | {"key_people": self.key_people.people()}
