from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from handoff.hearings.sheet import EVERYBODY, Answers, Question, Sheet
from handoff.models.event import Event
from handoff.models.hearing_template import HearingTemplate, sheet_of
from handoff.models.queue_entry import QueueEntry


class Conflict(Exception):
    """Somebody saved since this form was opened. Nothing was written; `saved` is the hearing as it is now."""

    def __init__(self, saved: "Hearing"):
        self.saved = saved
        super().__init__(f"version {saved.version}")


class Hearing(models.Model):
    """What the customer said: saved answers (they count in verdicts) and each person's unsaved draft."""

    lead = models.OneToOneField("leads.Lead", models.CASCADE, related_name="hearing")
    answers = models.JSONField(default=dict, help_text="name of a question of the sheet, or of its detail → answer")
    template = models.ForeignKey(
        HearingTemplate, models.PROTECT, null=True, related_name="+", help_text="null: the product's own"
    )
    sheet_id = models.CharField(max_length=40, default=EVERYBODY, db_default=EVERYBODY, help_text="of the template")
    unanswered = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField()), help_text="required questions without an answer"
    )
    earlier = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        help_text="answers to questions of older versions that are no longer asked: name → question, answers, version",
    )
    version = models.PositiveIntegerField(default=0, help_text="raised by every save; a stale form is told, not lost")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True, help_text="when every required question first had an answer")

    class Meta:
        verbose_name = _("hearing")

    @property
    def sheet(self) -> Sheet:
        """The sheet as it was when the answers were saved."""
        return sheet_of(self.template, self.sheet_id)

    @property
    def missing(self) -> list[Question]:
        return self.sheet.missing(self.answers)

    def in_words(self) -> list[tuple[Question, Answers]]:
        """Each question to read with the answers it is read from (Question.said): the sheet's, then earlier ones."""
        asked = [(question, self.answers) for question in self.sheet.asked(self.answers)]
        return asked + [(Question.from_json(kept["question"]), kept["answers"]) for kept in self.earlier.values()]

    def answers_at(self, version: int) -> Answers | None:
        """What was saved as this version; None when that was not kept."""
        if version in (0, self.version):
            return self.answers if version else {}
        found = self.saves.filter(version=version).first()
        return found.answers if found else None

    @transaction.atomic
    def save_answers(
        self,
        answers: Answers,
        *,
        base_version: int,
        by,
        at,
        template: HearingTemplate | None = None,
        sheet_id: str = EVERYBODY,
    ) -> None:
        """Store the answers of a form that was opened at base_version; Conflict when somebody saved since.

        template, sheet_id: the sheet they answer. The lead's open queue entry is held for `by` (Lost when it is
        somebody else's); the first complete hearing answers its clock. The person's draft is done with.
        """
        entry = QueueEntry.objects.open().filter(lead=self.lead).first()
        if entry:
            entry.hold(by=by, at=at)
        Draft.objects.filter(user=by, lead=self.lead, form="hearing").delete()
        saved = Hearing.objects.select_for_update(no_key=True).get_or_create(lead=self.lead)[0]
        if saved.version != base_version and saved.answers != answers:
            raise Conflict(saved)
        self.pk, before, sheet = saved.pk, saved.answers, sheet_of(template, sheet_id)
        self.refresh_from_db()
        if before == answers and (self.template, self.sheet_id) == (template, sheet_id):
            return  # sent twice
        complete = sheet.is_complete(answers)
        self._keep_earlier(sheet, answers)
        self.answers, self.template, self.sheet_id = answers, template, sheet_id
        self.unanswered = [question.name for question in sheet.missing(answers)]
        self.version, self.saved_by, self.saved_at = self.version + 1, by, at
        self.completed_at = self.completed_at or (at if complete else None)
        self.save(force_update=True)
        self.saves.create(
            version=self.version, answers=answers, template=template, sheet_id=sheet_id, saved_by=by, saved_at=at
        )
        if entry and complete:
            entry.answer(at)
        changed = sheet.changed(before, answers)
        data: dict = {"version": self.version, "changed": changed, "complete": complete}
        own = {each.name: each.own_label for each in sheet.questions if each.own_label and each.name in changed}
        Event.record(
            Event.Kind.HEARING_SAVED, at=at, actor=by, lead=self.lead, entry=entry,
            data=data | ({"labels": own} if own else {}),
        )  # fmt: skip

    def _keep_earlier(self, sheet: Sheet, answers: Answers) -> None:
        """What the new sheet does not ask, or asks with other choices, stays to be read as it was answered."""
        for question in self.sheet.questions:
            values = {name: self.answers[name] for name in question.names if self.answers.get(name)}
            asked = sheet.find(question.name)
            if question.name in values and (asked is None or not asked.takes(values[question.name])):
                number = self.template.number if self.template else 0
                kept = {"question": question.to_json(), "answers": values, "version": number}
                self.earlier = self.earlier | {question.name: kept}
        self.earlier = {name: kept for name, kept in self.earlier.items() if not answers.get(name)}


class HearingSave(models.Model):
    """A hearing as it was saved once. Never changed (a database trigger holds it)."""

    hearing = models.ForeignKey(Hearing, models.CASCADE, related_name="saves")
    version = models.PositiveIntegerField()
    answers = models.JSONField()
    template = models.ForeignKey(HearingTemplate, models.PROTECT, null=True, related_name="+")
    sheet_id = models.CharField(max_length=40)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("saved hearing")
        constraints = [models.UniqueConstraint(fields=["hearing", "version"], name="one_save_per_hearing_version")]

    def __str__(self):
        return f"{self.hearing_id}/{self.version}"


class Draft(models.Model):
    """Something typed and not yet submitted, kept on the server: hearing, contact note, toss-up, return comment."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    lead = models.ForeignKey("leads.Lead", models.CASCADE)
    form = models.CharField(max_length=30)
    values = models.JSONField()
    base_version = models.PositiveIntegerField(default=0, help_text="the hearing's version when the typing began")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "lead", "form"], name="one_draft_per_user_lead_form")]

    @classmethod
    def keep(cls, user, lead, form: str, values: dict, base_version: int = 0) -> "Draft":
        """Remember what is being typed; later typing replaces it."""
        found = {"values": values, "base_version": base_version}
        return cls.objects.update_or_create(user=user, lead=lead, form=form, defaults=found)[0]
