import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from handoff.models import RecycleRule

FARTHEST = dt.timedelta(days=3650)


class LookAgainForm(forms.Form):
    """When to look at a nurtured lead again. Empty: the day that its reason gives."""

    day = forms.DateField(
        label=_("Look again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: the usual day of its reason."),
    )

    def __init__(self, *args, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day and not self.today <= day <= self.today + FARTHEST:
            raise forms.ValidationError(_("Choose a day from today on, within ten years."))
        return day


class RecycleRuleForm(forms.ModelForm):
    """One line of the page of recycle rules."""

    class Meta:
        model = RecycleRule
        fields = ("look_again_days", "on_date", "on_score", "score_line", "on_inquiry")

    def clean(self):
        values = super().clean()
        if values.get("on_date") and not values.get("look_again_days") and "look_again_days" not in self.errors:
            self.add_error("look_again_days", _("Say after how many days."))
        return values
