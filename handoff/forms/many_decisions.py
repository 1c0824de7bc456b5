"""The forms for the ticked toss-ups of the inbox."""

from django import forms
from django.utils.translation import gettext_lazy as _

from handoff.approving.running import MOST
from handoff.forms.decision import Pills, PriorityForm, ReturnForm
from handoff.forms.people import PersonField, offer
from handoff.models import Handoff


class TickedForm(forms.Form):
    """Which ones: those ticked, or everything that stands under the tab."""

    everything = forms.BooleanField(required=False)
    handoffs = forms.ModelMultipleChoiceField(Handoff.objects.none(), required=False)

    def __init__(self, *args, handoffs, found, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = found
        offer(self, "handoffs", handoffs)

    def clean(self):
        values = super().clean() or self.cleaned_data
        ticked = self.found if values.get("everything") else values.get("handoffs") or self.found.none()
        self.pks = list(ticked.order_by("submitted_at", "pk").values_list("pk", flat=True)[:MOST])
        if not self.pks and "handoffs" not in self.errors:
            self.add_error("handoffs", _("Select the toss-ups first."))
        return values

    def values(self) -> dict:
        """What the decision takes, as plain JSON."""
        return {
            name: getattr(value, "pk", value)
            for name, value in self.cleaned_data.items()
            if name not in TickedForm.base_fields
        }


class ManyReassignmentForm(TickedForm):
    assignee = PersonField(label=_("Salesperson"), required=False, empty_label=_("By the assignment rules"))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, "assignee", people)


class ManyApprovalForm(ManyReassignmentForm):
    """Without a priority each keeps the one it has."""

    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=[("", _("as it is")), *Handoff.Priority.choices],
        coerce=int,
        required=False,
        empty_value=None,
        initial="",
        widget=Pills,
    )
    field_order = ("assignee", "priority")


class ManyPriorityForm(PriorityForm, TickedForm):
    pass


class ManyReturnForm(ReturnForm, TickedForm):
    pass
