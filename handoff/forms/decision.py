from django import forms
from django.utils.translation import gettext_lazy as _

from handoff.forms.people import PersonField, offer
from handoff.limits import COMMENT_MAX
from handoff.models import Handoff

Pills = forms.RadioSelect(attrs={"class": "pills"})


class ReassignmentForm(forms.Form):
    """Somebody else, the same priority."""

    assignee = PersonField(label=_("Salesperson"), empty_label=_("Choose a salesperson"))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "assignee", people)


class PriorityForm(forms.Form):
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=Handoff.Priority, coerce=int, initial=Handoff.Priority.NORMAL, widget=Pills
    )


class AssignmentForm(PriorityForm, ReassignmentForm):
    field_order = ("assignee", "priority")


class ApprovalForm(AssignmentForm):
    assignee = PersonField(label=_("Salesperson"), required=False, empty_label=_("Decide later"))
    comment = forms.CharField(
        label=_("Note to sales and inside sales"),
        required=False,
        max_length=COMMENT_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReturnForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=Handoff.ReturnReason, widget=Pills)
    comment = forms.CharField(
        label=_("What is missing, and what to do next"),
        max_length=COMMENT_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
