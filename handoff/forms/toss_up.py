from django import forms
from django.utils.translation import gettext_lazy as _

from handoff.forms.people import PersonField
from handoff.limits import COMMENT_MAX


class TossUpForm(forms.Form):
    judgement = forms.CharField(
        label=_("Why you toss it up all the same"),
        max_length=COMMENT_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The criteria do not call this lead a target. Your reason stands in the package and in the history."),
    )
    comment = forms.CharField(
        label=_("What sales should know"),
        max_length=COMMENT_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What was agreed, who to ask for, what to avoid, the next step you propose."),
    )
    suggested_assignee = PersonField(label=_("Proposed salesperson"), required=False, empty_label=_("Let the manager choose"))

    def __init__(self, *args, people, is_target: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["suggested_assignee"].queryset = people
        if is_target:
            del self.fields["judgement"]
