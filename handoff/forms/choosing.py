from collections.abc import Sequence
from typing import Any

from django import forms


def let_choose(form: forms.Form, name: str, choices: Sequence) -> None:
    """Give a field of the form these (value, label) choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def typed_list(form: forms.Form, name: str) -> list[str]:
    """All values that were sent under one name."""
    sent: Any = form.data
    return sent.getlist(form.add_prefix(name))
