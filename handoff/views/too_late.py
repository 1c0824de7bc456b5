"""What came too late: said together with what was written, so that it can be copied."""

from django import forms
from django.contrib import messages


def tell_too_late(request, message: str, form: forms.BaseForm | None = None) -> None:
    """The message, and the form's own words under it: the page shows how things stand now, without them."""
    fields = [field for field in form or [] if isinstance(field.field.widget, forms.Textarea)]
    written = [f"{field.label}: {field.value()}" for field in fields if field.value()]
    messages.error(request, "\n".join([message, *written]))
