from django import forms
from django.utils.translation import gettext as _

from handoff.models import SavedView


class SavedViewForm(forms.ModelForm):
    class Meta:
        model = SavedView
        fields = ["name", "is_shared"]

    def __init__(self, *args, owner, team, **kwargs):
        super().__init__(*args, **kwargs)
        self.owner = owner
        if team is None:
            del self.fields["is_shared"]

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        others = SavedView.objects.of(self.owner).filter(name=name).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError(_("You have a view of this name already."))
        return name
