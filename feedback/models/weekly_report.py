from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from handoff.models import Event


class WeeklyReport(models.Model):
    """A team's week as it was told on the Monday after: figures that stay, sent once."""

    team = models.ForeignKey("handoff.Team", models.PROTECT, related_name="weekly_reports")
    monday = models.DateField(_("week"), help_text="the week's first day")
    figures = models.JSONField(help_text="weekly.figures.Week")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("weekly report")
        constraints = [models.UniqueConstraint(fields=["team", "monday"], name="one_weekly_report_per_team")]

    def __str__(self):
        return f"{self.team} {self.monday}"

    @classmethod
    @transaction.atomic
    def send(cls, team, monday, *, figures: dict, at) -> bool:
        """Keep the report and tell managers and admins, once per team and week. False: it was told before."""
        _report, new = cls.objects.get_or_create(team=team, monday=monday, defaults={"figures": figures, "made_at": at})
        if new:
            data = {"team": team.pk, "team_name": team.name, "monday": monday.isoformat(), "figures": figures}
            Event.record(Event.Kind.WEEKLY_REPORT, at=at, data=data)
        return new
