from django import forms
from django.utils.translation import gettext_lazy


class RollBackForm(forms.Form):
    """base: the version that was in force when the page was read."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    base = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    use_required_attribute = False
