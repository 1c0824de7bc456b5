from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Team(models.Model):
    """People who share a queue. Most organisations start with one."""

    name = models.CharField(_("team name"), max_length=100, unique=True)
    calendar = models.ForeignKey("handoff.BusinessCalendar", models.PROTECT, null=True, verbose_name=_("calendar"))

    class Meta:
        verbose_name = _("team")

    def __str__(self):
        return self.name


class Member(models.Model):
    """What the workbench knows of a user beyond login and roles (auth groups)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="member")
    team = models.ForeignKey(Team, models.PROTECT, related_name="members", verbose_name=_("team"))
    weekly_capacity = models.PositiveSmallIntegerField(
        _("capacity a week"), null=True, blank=True, help_text="toss-ups for sales, leads for inside sales"
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="ja")

    class Meta:
        verbose_name = _("member")

    def __str__(self):
        return self.user.get_full_name() or self.user.email
