import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _


class AbsenceSet(models.QuerySet["Absence"]):
    def on(self, day: dt.date):
        """Absences that hold on a day of the business calendar."""
        return self.filter(models.Q(last_day=None) | models.Q(last_day__gte=day), first_day__lte=day, ended_at=None)

    def covering(self, user, first_day: dt.date, last_day: dt.date | None):
        """Absences of a user on all of these days."""
        to_the_end = models.Q(last_day=None) | models.Q(last_day__gte=last_day or dt.date.max)
        return self.on(first_day).filter(to_the_end, user=user)

    def to_come(self, day: dt.date):
        return self.filter(models.Q(last_day=None) | models.Q(last_day__gte=day), ended_at=None)


class Absence(models.Model):
    """Nothing new comes to somebody from the first to the last day; without a last day, until they are back."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True, help_text=_("Empty: until you say otherwise."))
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("decides instead"), help_text="for a manager: approves, returns and assigns meanwhile",
    )  # fmt: skip
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="back early, or taken back")

    objects = AbsenceSet.as_manager()

    class Meta:
        verbose_name = _("absence")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day=None) | models.Q(last_day__gte=models.F("first_day")), name="absence_order"
            )
        ]
        indexes = [models.Index(fields=["user"], condition=models.Q(ended_at=None), name="absence_current")]

    def __str__(self):
        return f"{self.user} {self.first_day}–{self.last_day or ''}"

    def clean(self):
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError({"last_day": _("The last day is before the first day.")})

    @classmethod
    @transaction.atomic
    def begin(cls, user, *, first_day: dt.date, last_day: dt.date | None, by, at, delegate=None) -> "Absence":
        """In place of what was entered before for some of the same days. delegate: decides for an absent manager."""
        same_days = models.Q() if last_day is None else models.Q(first_day__lte=last_day)
        cls.objects.filter(same_days, user=user).to_come(first_day).update(ended_at=at)
        days = {"first_day": first_day, "last_day": last_day}
        return cls.objects.create(user=user, **days, delegate=delegate, entered_by=by, entered_at=at)

    @classmethod
    def end(cls, user, *, day: dt.date, at) -> int:
        """Back again: what holds on the day ends, or else the next absence is taken back."""
        current = cls.objects.filter(user=user)
        next_one = current.to_come(day).order_by("first_day").values("pk")[:1]
        return current.filter(pk__in=list(next_one.values_list("pk", flat=True))).update(ended_at=at)
