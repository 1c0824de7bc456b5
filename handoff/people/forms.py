import unicodedata

from django import forms
from django.contrib.auth.models import User
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handoff.models import Handoff, QueueEntry, Team
from leads.roles import ROLE_NAMES, Role

WHAT_ROLES_DO = {
    Role.MARKETER: gettext_lazy("imports leads, watches scores and the nurture list"),
    Role.IS_REP: gettext_lazy("works the queue, hears customers and tosses up"),
    Role.SALES_MANAGER: gettext_lazy("approves and assigns toss-ups, watches deadlines"),
    Role.SALES_REP: gettext_lazy("accepts toss-ups and reports what came of them"),
    Role.ADMIN: gettext_lazy("edits criteria, scores, calendars and people"),
}


def role_choices() -> list[tuple[str, str]]:
    row = '<span>{} <span class="muted small">{}</span></span>'
    return [(role.value, format_html(row, ROLE_NAMES[role], WHAT_ROLES_DO[role])) for role in Role]


def clean_address(text: str) -> str:
    """As people are told apart by it: narrow letters, lower case."""
    return unicodedata.normalize("NFKC", text).strip().lower()


class AddressField(forms.EmailField):
    """An e-mail address that nobody else here has; `own`: the person whom the form is about."""

    own: User | None = None

    def __init__(self):
        super().__init__(label=gettext_lazy("E-mail"), max_length=150)
        self.widget.attrs["autocomplete"] = "off"

    def clean(self, value):
        address = super().clean(clean_address(value or ""))
        others = User.objects.exclude(pk=self.own.pk) if self.own else User.objects.all()
        if address and (others.filter(email__iexact=address) | others.filter(username__iexact=address)).exists():
            raise forms.ValidationError(_("Somebody with this e-mail address is here already."))
        return address


class PersonForm(forms.Form):
    last_name = forms.CharField(label=gettext_lazy("Family name"), max_length=50)
    first_name = forms.CharField(label=gettext_lazy("Given name"), max_length=50, required=False)
    email = AddressField()
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        choices=role_choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What somebody sees and may do. One person may hold several."),
        error_messages={"required": gettext_lazy("Choose at least one role.")},
    )
    team = forms.ModelChoiceField(Team.objects.order_by("pk"), label=gettext_lazy("Team"), empty_label=None)

    def __init__(self, *args, person: User | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        address = self.fields["email"]
        assert isinstance(address, AddressField)
        address.own = person

    def clean_team(self) -> Team:
        """A queue belongs to a team: what somebody holds there would be out of their reach."""
        team = self.cleaned_data["team"]
        member = getattr(self.person, "member", None) if self.person else None
        if member and member.team_id != team.pk and holds_anything(self.person):
            raise forms.ValidationError(_("Hand over the open leads first; then the team can be changed."))
        return team


def holds_anything(person) -> bool:
    return QueueEntry.objects.mine(person).exists()


def open_deals(person) -> int:
    states = (Handoff.State.ASSIGNED, Handoff.State.ACCEPTED)
    return Handoff.objects.filter(assignee=person, state__in=states).count()


def initial(person: User) -> dict:
    member = getattr(person, "member", None)
    return {
        "last_name": person.last_name,
        "first_name": person.first_name,
        "email": person.email,
        "roles": [group.name for group in person.groups.all()],
        "team": member.team_id if member else None,
    }
