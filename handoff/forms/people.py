from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from leads.people import full_name


class PersonField(forms.ModelChoiceField):
    """A salesperson; the queryset comes from assignment.salespeople, which counts their open deals."""

    def __init__(self, *args, **kwargs):
        super().__init__(get_user_model().objects.none(), *args, **kwargs)

    def label_from_instance(self, person) -> str:
        return _("%(name)s (open deals: %(count)s)") % {"name": full_name(person), "count": person.open_deals}


def offer(form: forms.Form, name: str, choices) -> None:
    """Let a field of the form choose from these rows."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = choices
