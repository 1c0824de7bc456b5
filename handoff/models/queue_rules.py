from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from handoff.models.event import Event


class QueueRules(models.Model):
    """How many leads one person of a team holds at a time, and how long untouched. Without a row: the defaults."""

    team = models.OneToOneField("handoff.Team", models.CASCADE, primary_key=True, related_name="queue_rules")
    soft_limit = models.PositiveSmallIntegerField(_("warn above"), null=True, blank=True, default=20)
    hard_limit = models.PositiveSmallIntegerField(_("refuse above"), null=True, blank=True, default=50)
    lease_hours = models.PositiveSmallIntegerField(_("untouched for"), null=True, blank=True, default=18)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("queue rules")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(soft_limit=None)
                | models.Q(hard_limit=None)
                | models.Q(soft_limit__lte=models.F("hard_limit")),
                name="warned_before_refused",
            )
        ]

    LIMITS = ("soft_limit", "hard_limit", "lease_hours")

    def __str__(self):
        return str(self.team)

    @classmethod
    def of(cls, team_id: int) -> "QueueRules":
        """The team's rules; unsaved defaults when nobody has set any."""
        return cls.objects.filter(team=team_id).select_related("changed_by").first() or cls(team_id=team_id)

    @property
    def limits(self) -> dict[str, int | None]:
        return {name: getattr(self, name) for name in self.LIMITS}

    @transaction.atomic
    def change(self, *, by, at, **limits) -> None:
        """Set them for everybody of the team from now on; setting what is there already changes nothing."""
        before = type(self).of(self.team_id).limits
        if before == limits and not self._state.adding:
            return
        values = {**limits, "changed_by": by, "changed_at": at}
        type(self).objects.update_or_create(team_id=self.team_id, defaults=values)
        data = {"team": self.team_id, "before": before, "after": limits}
        Event.record(Event.Kind.QUEUE_RULES_SET, at=at, actor=by, data=data)
