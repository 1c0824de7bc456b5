"""Leads that take another way than the scores say: strategic targets, and more manual toss-ups for a month."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from handoff.exceptions.days import day_of, month_of
from handoff.models.event import Event
from handoff.querysets.strategic_target import StrategicTargetSet
from handoff.transition import Lost
from handoff.words.people import person_name
from leads.models import Company, Lead


class StrategicTarget(models.Model):
    """A company or a lead that sales goes after whatever its score, until a day; it carries the tag meanwhile."""

    company = models.ForeignKey("leads.Company", models.CASCADE, null=True, related_name="strategic_targets")
    lead = models.ForeignKey("leads.Lead", models.CASCADE, null=True, related_name="strategic_targets")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    reason = models.TextField(_("reason"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    expires_on = models.DateField(_("last day"), null=True, help_text="inclusive, in the business calendar's time zone")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = StrategicTargetSet.as_manager()

    class Meta:
        verbose_name = _("strategic target")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(company=None) ^ models.Q(lead=None), name="strategic_company_or_lead"
            ),
            models.UniqueConstraint(
                fields=["company"], condition=models.Q(ended_at=None), name="one_strategic_target_per_company"
            ),
            models.UniqueConstraint(
                fields=["lead"], condition=models.Q(ended_at=None), name="one_strategic_target_per_lead"
            ),
        ]

    def __str__(self):
        return str(self.company or self.lead)

    @classmethod
    @transaction.atomic
    def add(cls, thing: Company | Lead, *, owner, reason: str, expires_on, by, at) -> "StrategicTarget":
        """Go after a lead, or all leads of a company; they are judged again. Raises Lost when somebody already does."""
        _must_be_ahead(expires_on, at)
        place: dict[str, Any] = {"company": thing} if isinstance(thing, Company) else {"lead": thing}
        cls.objects.filter(**place, ended_at=None, expires_on__lt=day_of(at)).update(ended_at=at)  # makes room
        people = {"owner": owner, "added_by": by}
        try:
            with transaction.atomic():
                target = cls.objects.create(**place, **people, reason=reason, expires_on=expires_on, added_at=at)
        except IntegrityError:
            raise Lost(_already(cls.objects.with_people().filter(**place, ended_at=None).first())) from None
        target._changed(Event.Kind.STRATEGIC_ADDED, by, at, reason)
        return target

    @transaction.atomic
    def extend(self, *, expires_on: dt.date | None, seen: dt.date | None, by, at) -> None:
        """Another last day, earlier or later; None: until somebody ends it. seen: the one that was on the page."""
        _must_be_ahead(expires_on, at)
        running = type(self).objects.running(day_of(at)).filter(pk=self.pk, expires_on=seen)
        if not running.update(expires_on=expires_on):
            raise Lost
        self.expires_on = expires_on
        self._changed(Event.Kind.STRATEGIC_EXTENDED, by, at)

    @transaction.atomic
    def end(self, *, by, at) -> None:
        """Take the tag away; the leads are judged again by what they are without it."""
        if not type(self).objects.running(day_of(at)).filter(pk=self.pk).update(ended_at=at, ended_by=by):
            raise Lost
        self.ended_at, self.ended_by = at, by
        self._changed(Event.Kind.STRATEGIC_ENDED, by, at)

    def leads(self):
        """Those that carry the tag by it."""
        return Lead.objects.filter(company=self.company) if self.company_id else Lead.objects.filter(pk=self.lead_id)

    def _changed(self, kind, by, at, comment="") -> None:
        from handoff.judging.verdicts import judge

        data = {
            "target": self.pk,
            "company": self.company_id,
            "name": str(self),
            "owner": self.owner_id,
            "person": person_name(self.owner),
            "last_day": self.expires_on.isoformat() if self.expires_on else "",
            "comment": comment,
        }
        Event.record(kind, at=at, actor=by, lead=self.lead, data=data)
        judge(lead_ids=list(self.leads().values_list("pk", flat=True)), as_of=at)


def _must_be_ahead(expires_on: dt.date | None, at) -> None:
    if expires_on and expires_on < day_of(at):
        raise Lost(gettext("The last day has already passed."))


def _already(running: StrategicTarget | None) -> str:
    if running is None:
        return ""
    text = gettext("%(name)s already is a strategic target: %(person)s is in charge. Nothing was changed.")
    return text % {"name": running, "person": person_name(running.owner)}


class QuotaGrant(models.Model):
    """More manual toss-ups for a team in one month, given by an admin."""

    team = models.ForeignKey("handoff.Team", models.PROTECT, related_name="quota_grants")
    month = models.DateField(help_text="its first day")
    extra = models.PositiveSmallIntegerField(_("more toss-ups"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("quota grant")
        indexes = [models.Index(fields=["team", "month"], name="quota_grants_of_month")]

    def __str__(self):
        return f"{self.team} {self.month}: +{self.extra}"

    @classmethod
    @transaction.atomic
    def grant(cls, team, *, extra: int, reason: str, by, at) -> "QuotaGrant":
        """More for the calendar month of `at`. It adds to what was granted before."""
        month = month_of(at)[0].date()
        grant = cls.objects.create(team=team, month=month, extra=extra, reason=reason, by=by, at=at)
        data = {"team": team.pk, "extra": extra, "month": month.isoformat(), "comment": reason}
        Event.record(Event.Kind.QUOTA_GRANTED, at=at, actor=by, data=data)
        return grant

    @classmethod
    def granted(cls, team, at) -> int:
        """What was granted to the team for the calendar month of `at`."""
        grants = cls.objects.filter(team=team, month=month_of(at)[0].date())
        return grants.aggregate(total=Sum("extra"))["total"] or 0
