from django.db import models
from django.utils.translation import gettext_lazy as _


def default_weekly_hours() -> dict:
    """ISO weekday → open intervals; Monday to Friday, nine to six."""
    return {str(weekday): [["09:00", "18:00"]] for weekday in range(1, 6)}


class BusinessCalendar(models.Model):
    """When this organisation is open. business_days.py counts with it."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    timezone = models.CharField(_("time zone"), max_length=50, default="Asia/Tokyo")
    weekly_hours = models.JSONField(_("open hours"), default=default_weekly_hours)
    country = models.CharField(_("public holidays of"), max_length=2, default="JP", blank=True)

    class Meta:
        verbose_name = _("business calendar")

    def __str__(self):
        return self.name


class ClosedDay(models.Model):
    calendar = models.ForeignKey(BusinessCalendar, models.CASCADE, related_name="closed_days")
    name = models.CharField(_("name"), max_length=100)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    every_year = models.BooleanField(_("every year"), default=False)

    class Meta:
        verbose_name = _("closed day")
        constraints = [
            models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="closed_day_order")
        ]


class ExtraOpenDay(models.Model):
    """An open day that wins over weekends, public holidays and closed days."""

    calendar = models.ForeignKey(BusinessCalendar, models.CASCADE, related_name="extra_open_days")
    name = models.CharField(_("name"), max_length=100)
    day = models.DateField(_("day"))
    hours = models.JSONField(_("open hours"), default=list, help_text='[["09:00", "18:00"]]; empty: as on Monday')

    class Meta:
        verbose_name = _("extra open day")
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="one_extra_open_day")]
