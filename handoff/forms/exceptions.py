from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from handoff.exceptions.account_owner import candidates
from handoff.forms.day import DayInput
from handoff.forms.people import offer
from handoff.limits import COMMENT_MAX
from leads.people import full_name
from leads.roles import Role


class NameField(forms.ModelChoiceField):
    """A person by name."""

    def __init__(self, *args, **kwargs):
        super().__init__(get_user_model().objects.none(), *args, **kwargs)

    def label_from_instance(self, person) -> str:
        return full_name(person)


class LastDayForm(forms.Form):
    """seen: the last day that was on the page, to notice when somebody else has moved it."""

    expires_on = forms.DateField(
        label=_("Last day"), required=False, widget=DayInput(), help_text=_("Empty: until somebody ends it.")
    )
    seen = forms.DateField(required=False, widget=forms.HiddenInput)


class TargetForm(forms.Form):
    owner = NameField(label=_("Person in charge"))
    expires_on = LastDayForm.base_fields["expires_on"]
    reason = forms.CharField(
        label=_("Reason"),
        max_length=COMMENT_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Inside sales and sales read why you go after it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sellers = get_user_model().objects.filter(
            is_active=True, groups__name__in=[Role.SALES_REP, Role.SALES_MANAGER, Role.ADMIN]
        )
        offer(self, "owner", sellers.distinct().order_by("last_name", "first_name", "pk"))


class OwnerForm(forms.Form):
    """seen: the e-mail that was on the page."""

    owner = NameField(label=_("Account owner"), empty_label=_("Choose a salesperson"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, company, **kwargs):
        kwargs.setdefault("initial", {"seen": company.account_owner})
        super().__init__(*args, auto_id=f"owner_{company.pk}_%s", **kwargs)
        offer(self, "owner", candidates())
        self.fields["owner"].widget.attrs["class"] = "input"


class GrantForm(forms.Form):
    extra = forms.IntegerField(label=_("How many more"), min_value=1, max_value=1000)
    reason = forms.CharField(label=_("Reason"), max_length=COMMENT_MAX, widget=forms.Textarea(attrs={"rows": 2}))
