from django import forms
from django.utils.translation import gettext_lazy as _

from handoff.forms.people import PersonField, offer
from handoff.limits import COMMENT_MAX


class TossUpForm(forms.Form):
    reason_text = forms.CharField(
        label=_("Toss-up reason"), max_length=COMMENT_MAX, widget=forms.Textarea(attrs={"rows": 2})
    )
    comment = forms.CharField(
        label=_("What sales should know"),
        max_length=COMMENT_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What was agreed, whom to ask for, what to avoid, the next step you propose."),
    )
    suggested_assignee = PersonField(
        label=_("Proposed salesperson"), required=False, empty_label=_("Let the manager choose")
    )
    # The verdict as it read when the form was opened: a reason must not be sent under another one.
    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args, people, reason: str, is_target: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.reason = reason
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

    def words(self) -> dict:
        """What the verb takes."""
        return {name: self.cleaned_data[name] for name in ("reason_text", "comment", "suggested_assignee")}
