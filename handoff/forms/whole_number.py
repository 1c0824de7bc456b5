from django import forms
from django.core.validators import BaseValidator
from django.utils.translation import gettext as _


def whole_number(label, value: int, least: int, most: int) -> forms.IntegerField:
    """A field for a number of the criteria; its one complaint names the range."""
    widget = forms.NumberInput(attrs={"min": least, "max": most, "inputmode": "numeric"})
    field = forms.IntegerField(label=label, initial=value, widget=widget, min_value=least, max_value=most)
    message = _("Write a whole number from %(lowest)s to %(highest)s.") % {"lowest": least, "highest": most}
    field.error_messages |= {"invalid": message}
    for validator in field.validators:
        if isinstance(validator, BaseValidator):
            validator.message = message
    return field
