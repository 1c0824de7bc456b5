from django import forms
from django.core.validators import BaseValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handoff.models import QueueRules

MOST = 1_000
MOST_HOURS = 500


def _number(label, most: int, help_text) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"min": 1, "max": most, "inputmode": "numeric"})
    field = forms.IntegerField(
        label=label, required=False, min_value=1, max_value=most, widget=widget, help_text=help_text
    )
    message = _("Write a whole number from 1 to %(most)s, or nothing.") % {"most": most}
    field.error_messages["invalid"] = message
    for validator in field.validators:
        if isinstance(validator, BaseValidator):
            validator.message = message
    return field


class QueueRulesForm(forms.Form):
    """Numbers for a team; an empty field: no such limit."""

    soft_limit = _number(
        _("Advised: at most this many leads in hand"),
        MOST,
        _("Whoever takes one more is told, and gets it. Empty: no warning."),
    )
    hard_limit = _number(
        _("At most this many leads in hand"), MOST, _("Whoever holds as many gets no more. Empty: no limit.")
    )
    lease_hours = _number(
        _("Open hours until an untouched lead goes back"),
        MOST_HOURS,
        _("Counted in the team's open hours from the last act on it. Empty: it never goes back by itself."),
    )

    def __init__(self, rules: QueueRules, data=None):
        super().__init__(data, prefix=f"team{rules.team_id}", initial=rules.limits)

    def clean(self):
        values = super().clean()
        soft, hard = values.get("soft_limit"), values.get("hard_limit")
        if soft and hard and soft > hard:
            self.add_error("soft_limit", gettext("The warning must not come later than the limit."))
        return values
