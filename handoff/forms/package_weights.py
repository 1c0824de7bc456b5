from django import forms
from django.utils.translation import gettext_lazy as _

from handoff.models.package_weights import DEFAULT
from handoff.package.words import MISSING

MOST = 100


class PackageWeightsForm(forms.Form):
    """How much each thing of a package counts; 0: not asked for."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in DEFAULT:
            self.fields[name] = forms.IntegerField(
                label=MISSING[name],
                min_value=0,
                max_value=MOST,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def clean(self):
        values = super().clean()
        if not self.errors and not any(values.values()):
            raise forms.ValidationError(_("At least one thing has to count for more than 0."))
        return values
