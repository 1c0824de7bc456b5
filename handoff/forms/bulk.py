from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from handoff.forms.absence import Colleague
from handoff.forms.disposition import DispositionForm
from handoff.forms.snooze import SnoozeForm
from handoff.in_hand.dispositions import DisqualifyReason, NurtureReason
from handoff.models import BulkAction

Kind = BulkAction.Kind


class NothingToAsk(forms.Form):
    """Claiming and releasing need no word more."""


class BulkHandOverForm(forms.Form):
    to = Colleague(get_user_model().objects.none(), label=_("To whom"), empty_label=None)

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues


def bulk_form(kind: str, data, *, now, calendar, colleagues) -> forms.Form:
    """What one says once for all of them."""
    asked = {"auto_id": "bulk_%s"}
    if kind == Kind.HAND_OVER:
        return BulkHandOverForm(data, colleagues=colleagues, **asked)
    if kind == Kind.SNOOZE:
        return SnoozeForm(data, now=now, calendar=calendar, **asked)
    if kind == Kind.NURTURE:
        return DispositionForm(data, reasons=NurtureReason, **asked)
    if kind == Kind.DISQUALIFY:
        return DispositionForm(data, reasons=DisqualifyReason, **asked)
    return NothingToAsk(data)


def parameters(form: forms.Form) -> dict:
    """The form's words as JSON can hold them."""
    words = form.cleaned_data
    if "to" in words:
        return {"to": words["to"].pk}
    if "until" in words:
        return {"until": words["until"].isoformat()}
    return {name: str(words[name]) for name in ("reason", "note") if name in words}
