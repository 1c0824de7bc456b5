from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leads.exporting.encodings import ENCODINGS

HINTS = {
    "utf-8-sig": _("UTF-8: every character. Excel, Google Sheets and most tools read it."),
    "cp932": _("Shift_JIS (CP932): for older tools. Some characters do not exist there."),
}


class ExportForm(forms.Form):
    """How a list is written into a file. `accept_loss`: the person has seen which characters CP932 lacks."""

    encoding = forms.ChoiceField(
        label=_("Encoding"), choices=[(name, HINTS[name]) for name in ENCODINGS], widget=forms.RadioSelect
    )
    accept_loss = forms.BooleanField(required=False, widget=forms.HiddenInput)


class LeadExportForm(ExportForm):
    columns = forms.ChoiceField(
        label=pgettext_lazy("of a file", "Columns"),
        choices=[("seen", _("Those of the list, as I see it")), ("all", _("Every column"))],
        widget=forms.RadioSelect,
    )
    field_order = ("columns", "encoding")
