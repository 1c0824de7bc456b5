"""How one wants to hear of things: a row for each kind of event, and the address of one's chat."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from handoff.models import ChatTarget, NoticeChoice
from handoff.models.event import Event
from handoff.notices import chat
from handoff.notices.choices import default, kinds_for


class ChoiceForm(forms.ModelForm):
    class Meta:
        model = NoticeChoice
        fields = ["in_app", "email", "chat"]
        widgets = {"email": forms.Select(attrs={"class": "input"})}


class ChoicesForm:
    """All rows of a person. What is as the default is not kept, so that a better default reaches everybody."""

    def __init__(self, user, data=None):
        self.user = user
        kept = {choice.kind: choice for choice in NoticeChoice.objects.filter(user=user)}
        self.rows = []
        for kind in kinds_for(user):
            usual = default(kind)
            values = {"in_app": usual.in_app, "email": usual.email, "chat": usual.chat}
            instance = kept.get(kind) or NoticeChoice(user=user, kind=kind, **values)
            self.rows.append((Event.Kind(kind).label, ChoiceForm(data, instance=instance, prefix=kind)))

    def is_valid(self) -> bool:
        return all([form.is_valid() for _label, form in self.rows])  # noqa: C419

    def save(self) -> None:
        for _label, form in self.rows:
            chosen, usual = form.save(commit=False), default(form.instance.kind)
            if (chosen.in_app, chosen.email, chosen.chat) == (usual.in_app, usual.email, usual.chat):
                NoticeChoice.objects.filter(user=self.user, kind=chosen.kind).delete()
            else:
                values = {"in_app": chosen.in_app, "email": chosen.email, "chat": chosen.chat}
                NoticeChoice.objects.update_or_create(user=self.user, kind=chosen.kind, defaults=values)


class ChatForm(forms.ModelForm):
    address = forms.CharField(
        label=_("Address of the chat"),
        max_length=500,
        strip=True,
        help_text=_(
            "The webhook's address from Slack, Google Chat, Teams (Workflows), Discord, Mattermost or any tool that"
            " takes JSON. For others an address of the library apprise, such as line://…"
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    class Meta:
        model = ChatTarget
        fields = ["address"]

    def clean_address(self):
        address = self.cleaned_data["address"]
        if wrong := chat.problem(address):
            raise ValidationError(wrong)
        return address
