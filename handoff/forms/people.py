from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from handoff.models import Member
from leads.people import full_name

MOST_A_WEEK = 1_000


class PersonField(forms.ModelChoiceField):
    """A salesperson; the queryset comes from assignment.salespeople, which counts their open deals."""

    def __init__(self, *args, **kwargs):
        super().__init__(get_user_model().objects.none(), *args, **kwargs)

    def label_from_instance(self, person) -> str:
        facts = {"name": full_name(person), "count": person.open_deals}
        if person.is_away:
            return _("%(name)s (away, open deals: %(count)s)") % facts
        return _("%(name)s (open deals: %(count)s)") % facts


class CapacityForm(forms.ModelForm):
    """Empty: nobody has said; an assumed number is used then, and said to be one."""

    class Meta:
        model = Member
        fields = ("weekly_capacity",)
        widgets = {"weekly_capacity": forms.NumberInput(attrs={"min": 0, "max": MOST_A_WEEK, "inputmode": "numeric"})}

    def clean_weekly_capacity(self) -> int | None:
        found = self.cleaned_data["weekly_capacity"]
        if found is not None and found > MOST_A_WEEK:
            raise forms.ValidationError(_("At most %(most)s a week.") % {"most": MOST_A_WEEK})
        return found


def offer(form: forms.Form, name: str, choices) -> None:
    """Let a field of the form choose from these rows."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = choices
