from django import forms
from django.utils.translation import gettext_lazy as _

from handoff.limits import COMMENT_MAX


class DispositionForm(forms.Form):
    """Why the lead leaves the queue without a toss-up. "Other" wants words."""

    note = forms.CharField(
        label=_("Note"), required=False, strip=False, max_length=COMMENT_MAX, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ("reason", "note")

    def __init__(self, *args, reasons, **kwargs):
        super().__init__(*args, **kwargs)
        pills = forms.RadioSelect(attrs={"class": "pills", "autofocus": True})
        self.fields["reason"] = forms.ChoiceField(label=_("Reason"), choices=reasons.choices, widget=pills)
        self.order_fields(self.field_order)

    def clean(self):
        values = super().clean()
        if values.get("reason") == "other" and not values.get("note", "").strip() and "note" not in self.errors:
            self.add_error("note", _("Say in a few words why."))
        return values


class ReturnToQueueForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it comes back"),
        strip=False,
        max_length=COMMENT_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The person who takes it reads this first."),
    )

    def clean_reason(self):
        reason = self.cleaned_data["reason"]
        if not reason.strip():
            raise forms.ValidationError(self.fields["reason"].error_messages["required"], code="required")
        return reason
