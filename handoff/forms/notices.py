from django import forms

from handoff.models import Member


class MailLanguageForm(forms.ModelForm):
    class Meta:
        model = Member
        fields = ["language"]
        widgets = {"language": forms.Select(attrs={"class": "input"})}
