import re

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from handoff.assignment import prefectures
from handoff.models import AssignmentPolicy, AssignmentRule, Member
from leads.normalise import nfkc
from leads.people import full_name
from leads.roles import Role

MOST_WORDS = 50
MOST_TEXT = 5_000
BREAK = re.compile(r"[\n\r,、，]+")


class WordsField(forms.Field):
    """Several words, a line or a comma between them."""

    def __init__(self, **kwargs):
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 2, "maxlength": MOST_TEXT}), **kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value) -> list[str]:
        text = (value or "").replace("\0", "")
        if len(text) > MOST_TEXT:
            raise forms.ValidationError(_("At most %(most)s characters.") % {"most": MOST_TEXT})
        return list(dict.fromkeys(word for part in BREAK.split(text) if (word := nfkc(part))))

    def validate(self, value) -> None:
        if len(value) > MOST_WORDS or any(len(word) > 100 for word in value):
            raise forms.ValidationError(_("At most %(most)s words of 100 characters.") % {"most": MOST_WORDS})


class PeopleField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, member: Member) -> str:
        return full_name(member.user)


class AssignmentRuleForm(forms.ModelForm):
    prefectures = forms.MultipleChoiceField(
        label=gettext_lazy("Prefectures"), required=False, widget=forms.CheckboxSelectMultiple
    )
    industries = WordsField(
        label=gettext_lazy("Industries"),
        help_text=gettext_lazy("A word in each line; it is enough that the industry contains one of them."),
    )
    products = WordsField(
        label=gettext_lazy("Products"),
        help_text=gettext_lazy(
            "A word in each line; looked for in the tags, the campaign and the organisation's own columns."
        ),
    )
    people = PeopleField(
        Member.objects.none(), label=gettext_lazy("People"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = AssignmentRule
        fields = (
            "name", "prefectures", "industries", "employees_min", "employees_max", "products", "foreign_names",
            "people",
        )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = self.fields["prefectures"]
        assert isinstance(names, forms.MultipleChoiceField)
        names.choices = prefectures.choices(get_language() or "ja")
        people = self.fields["people"]
        assert isinstance(people, forms.ModelMultipleChoiceField)
        people.queryset = salespeople_of(self.instance.team_id)
        for name in ("employees_min", "employees_max"):
            self.fields[name].widget.attrs |= {"min": 0, "max": 2_147_483_647, "inputmode": "numeric"}

    def clean(self):
        values = super().clean() or self.cleaned_data
        least, most = values.get("employees_min"), values.get("employees_max")
        if least is not None and most is not None and most < least:
            self.add_error("employees_max", _("This is less than the smallest number."))
        name, others = values.get("name"), self._others()
        if name and others.filter(name=name).exists():
            self.add_error("name", _("There is one of this name already."))
        asked = [name for name in self.Meta.fields if name not in ("name", "people")]
        if self.instance.kind == AssignmentRule.Kind.SKILL and not any(
            values.get(name) not in (None, "", []) and values.get(name) is not False for name in asked
        ):
            self.add_error(None, _("Say which leads ask for this skill: fill in at least one condition."))
        return values

    def _others(self):
        mine = self.instance
        return AssignmentRule.objects.filter(team=mine.team_id, kind=mine.kind).exclude(pk=mine.pk)


def salespeople_of(team_id):
    found = Member.objects.filter(team=team_id, user__is_active=True, user__groups__name=Role.SALES_REP)
    return found.select_related("user").order_by("user__last_name", "user__first_name", "pk")


class PolicyForm(forms.ModelForm):
    class Meta:
        model = AssignmentPolicy
        fields = ("automatic", "leaves_territory", "leaves_skills")
        widgets = {"automatic": forms.RadioSelect}
