from django import forms
from django.utils.translation import gettext_lazy as _

from handoff.limits import COMMENT_MAX


class ReasonForm(forms.Form):
    """Why somebody decides something themselves: discretion, a request from sales, another profile."""

    reason = forms.CharField(label=_("Reason"), max_length=COMMENT_MAX, widget=forms.Textarea(attrs={"rows": 2}))
