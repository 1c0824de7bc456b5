from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from handoff.limits import COMMENT_MAX


class NurtureReason(models.TextChoices):
    TIMING_FAR = "timing_far", _("timing is far off")
    GATHERING = "gathering", _("only gathering information")
    NO_BUDGET = "no_budget", _("no budget now")
    NO_CHALLENGE = "no_challenge", _("no clear challenge yet")
    NOT_REACHED = "not_reached", _("could not be reached")
    OTHER = "other", _("other")


class DisqualifyReason(models.TextChoices):
    COMPETITOR = "competitor", _("competitor or trade partner")
    OUT_OF_SCOPE = "out_of_scope", _("not our customer")
    WRONG_CONTACT = "wrong_contact", _("wrong contact data")
    LEFT_COMPANY = "left_company", _("has left the company")
    DUPLICATE = "duplicate", _("duplicate")
    REFUSED = "refused", _("does not want to be contacted")
    OTHER = "other", _("other")


def reason_text(disposition: str, code: str) -> str:
    """The label of a coded reason of a disposition; the code itself when it is not one of ours."""
    choices = NurtureReason if disposition == "nurtured" else DisqualifyReason
    return str(dict(choices.choices).get(code, code))


class DispositionForm(forms.Form):
    """Why the lead leaves the queue without a toss-up. "Other" wants words."""

    note = forms.CharField(
        label=_("Note"), required=False, strip=False, max_length=COMMENT_MAX, widget=forms.Textarea(attrs={"rows": 2})
    )
    field_order = ("reason", "note")

    def __init__(self, *args, reasons, **kwargs):
        super().__init__(*args, **kwargs)
        pills = forms.RadioSelect(attrs={"class": "pills"})
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
