from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from handoff import hearing_template
from handoff.models.event import Event
from handoff.models.queue_entry import QueueEntry


class Conflict(Exception):
    """Somebody saved since this form was opened. Nothing was written; `saved` is the hearing as it is now."""

    def __init__(self, saved: "Hearing"):
        self.saved = saved
        super().__init__(f"version {saved.version}")


class Hearing(models.Model):
    """What the customer said: saved answers (they count in verdicts) and each person's unsaved draft."""

    lead = models.OneToOneField("leads.Lead", models.CASCADE, related_name="hearing")
    answers = models.JSONField(default=dict, help_text="question of hearing_template.QUESTIONS → answer")
    version = models.PositiveIntegerField(default=0, help_text="raised by every save; a stale form is told, not lost")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True, help_text="when every required question first had an answer")

    class Meta:
        verbose_name = _("hearing")

    @property
    def missing(self) -> list[hearing_template.Question]:
        return hearing_template.missing(self.answers)

    @transaction.atomic
    def save_answers(self, answers: dict, *, base_version: int, by, at) -> None:
        """Store the answers of a form that was opened at base_version; Conflict when somebody saved since.

        The lead's open queue entry is held for `by` (Lost when it is somebody else's); the first complete hearing
        answers its clock. The person's draft is done with.
        """
        entry = QueueEntry.objects.open().filter(lead=self.lead).first()
        if entry:
            entry.hold(by=by, at=at)
        Draft.objects.filter(user=by, lead=self.lead, form="hearing").delete()
        saved = Hearing.objects.select_for_update(no_key=True).get_or_create(lead=self.lead)[0]
        if saved.version != base_version and saved.answers != answers:
            raise Conflict(saved)
        self.pk, before, complete = saved.pk, saved.answers, hearing_template.is_complete(answers)
        self.refresh_from_db()
        if before == answers:
            return  # sent twice
        self.answers, self.version, self.saved_by, self.saved_at = answers, self.version + 1, by, at
        self.completed_at = self.completed_at or (at if complete else None)
        self.save(force_update=True)
        if entry and complete:
            entry.answer(at)
        data = {"version": self.version, "changed": hearing_template.changed(before, answers), "complete": complete}
        Event.record(Event.Kind.HEARING_SAVED, at=at, actor=by, lead=self.lead, entry=entry, data=data)


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
