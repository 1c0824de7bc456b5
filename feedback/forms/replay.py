"""What to try on the past, against what, and on which cases."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.forms.deal import day, pills
from feedback.replay.cases import ALL, OWN, Cases
from feedback.replay.running import Side
from handoff.criteria.document import CriteriaDocument
from handoff.models import CriteriaVersion
from leads.models import BackgroundRun, ScoringModel, WorkshopDraft

DRAFT = "draft"
MOST_VERSIONS = 30
PASSED = {"target": ("target",), "with_hold": ("target", "hold")}


class ReplayForm(forms.Form):
    criteria = forms.ChoiceField(label=gettext_lazy("Criteria to try"))
    scoring = forms.ChoiceField(label=gettext_lazy("Scores by"))
    against = forms.ChoiceField(label=gettext_lazy("Compare with"), required=False)
    source = forms.ChoiceField(label=gettext_lazy("Which cases"))
    passed = forms.ChoiceField(
        label=gettext_lazy("What counts as passed"),
        choices=[("target", gettext_lazy("Target")), ("with_hold", gettext_lazy("Target and on hold"))],
        widget=pills(),
        initial="target",
    )
    undated_on = day(
        gettext_lazy("Judge cases without a date as of"),
        required=False,
        help_text=gettext_lazy("Only for files without a toss-up date. Empty: today."),
    )

    def __init__(self, *args, files, team: int | None, **kwargs):
        """files: the PastCaseFiles one may choose. team: whose own toss-ups, None for everybody's."""
        super().__init__(*args, **kwargs)
        self.team = team
        self.active = CriteriaVersion.active()
        self.drafts = {draft.kind: draft for draft in WorkshopDraft.objects.all()}
        criteria, scoring = self.drafts.get("criteria"), self.drafts.get("scoring")
        versions = [(str(each.number), _version(each)) for each in _newest(CriteriaVersion)]
        models = [(str(each.number), _version(each)) for each in _newest(ScoringModel)]
        self._choices("criteria", _draft(criteria) + versions, DRAFT if criteria else str(self.active.number))
        self._choices("scoring", _draft(scoring) + models, str(ScoringModel.objects.active().number))
        self._choices("against", [("", _("Nothing")), *versions], str(self.active.number))
        chosen = [(ALL, _("Own toss-ups and files")), (OWN, _("Own toss-ups"))]
        self._choices("source", chosen + [(str(file.pk), file.import_run.file_name) for file in files], ALL)

    def _choices(self, name: str, choices: list[tuple[str, str]], initial: str) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices, field.initial = choices, initial

    def clean_undated_on(self) -> dt.datetime:
        """The end of that day, or now."""
        now, chosen = timezone.now(), self.cleaned_data["undated_on"]
        if chosen is None or chosen == timezone.localdate(now):
            return now
        if chosen > timezone.localdate(now):
            raise ValidationError(_("This day is still to come."))
        return timezone.make_aware(dt.datetime.combine(chosen, dt.time(23, 59, 59)))

    def clean(self):
        cleaned = super().clean()
        if not self.errors and (complaint := self._complaint()):
            raise ValidationError(complaint)
        return cleaned

    def _complaint(self) -> str:
        if self.cleaned_data["criteria"] != DRAFT:
            return ""
        problems = CriteriaDocument.from_json(self.drafts["criteria"].document).problems()
        words = _("The draft cannot be tried before it is put right: %(problem)s")
        return words % {"problem": problems[0]} if problems else ""

    def trial(self) -> Side:
        return self._trial(self.cleaned_data["criteria"], self.cleaned_data["scoring"])

    def against_trial(self) -> Side | None:
        """The other side, by the scores in force; None when it would be the same."""
        number = self.cleaned_data["against"]
        if not number:
            return None
        trial = self._trial(number, str(ScoringModel.objects.active().number))
        return None if trial == self.trial() else trial

    def _trial(self, criteria: str, scoring: str) -> Side:
        document = self._document("criteria", criteria, CriteriaVersion)
        return Side(_number(criteria), _number(scoring), document, self._document("scoring", scoring, ScoringModel))

    def _document(self, kind: str, chosen: str, versions) -> dict:
        return self.drafts[kind].document if chosen == DRAFT else versions.objects.get(number=chosen).document

    def cases(self) -> Cases:
        return Cases(self.cleaned_data["undated_on"], self.cleaned_data["source"], self.team)

    def passed_flags(self) -> tuple[str, ...]:
        return PASSED[self.cleaned_data["passed"]]


def _newest(versions) -> list:
    return list(versions.objects.defer("document").order_by("-number")[:MOST_VERSIONS])


def _version(version) -> str:
    words = _("Version %(number)s (in force)") if version.is_active else _("Version %(number)s")
    return words % {"number": version.number}


def _draft(draft) -> list[tuple[str, str]]:
    return [(DRAFT, capfirst(_("the draft")))] if draft else []


def _number(chosen: str) -> int | None:
    return None if chosen == DRAFT else int(chosen)


def chosen_before(run: BackgroundRun) -> dict[str, str]:
    """What was chosen for a replay."""
    asked, trial, against = (run.parameters[name] for name in ("cases", "trial", "against"))
    passed = next((name for name, flags in PASSED.items() if list(flags) == run.parameters["passed"]), "target")
    chosen = {name: DRAFT if trial[name] is None else str(trial[name]) for name in ("criteria", "scoring")}
    return chosen | {
        "against": str(against["criteria"]) if against else str(CriteriaVersion.active().number),
        "source": asked["source"],
        "passed": passed,
    }
