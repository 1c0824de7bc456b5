from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from handoff.deadlines.business_days import Calendar, ClosedRange, Interval
from handoff.deadlines.public_holidays import supported_countries


def default_weekly_hours() -> dict:
    """ISO weekday → open intervals; Monday to Friday, nine to six."""
    return {str(weekday): [["09:00", "18:00"]] for weekday in range(1, 6)}


def read_intervals(pairs) -> tuple[Interval, ...]:
    """[["09:00", "18:00"], …] as minutes of the day, in order. Raises ValueError when they are not that, or overlap."""
    intervals = sorted((_minutes(start), _minutes(end)) for start, end in pairs)
    bounds = [minute for interval in intervals for minute in interval]
    if bounds != sorted(bounds) or any(start == end for start, end in intervals):
        raise ValueError(f"open hours overlap or end before they begin: {pairs}")
    return tuple(intervals)


def _minutes(text: str) -> int:
    hours, minutes = map(int, text.split(":"))
    if not (0 <= hours * 60 + minutes <= 1440 and 0 <= minutes < 60):
        raise ValueError(f"not a time of day: {text}")
    return hours * 60 + minutes


def validate_weekly_hours(value) -> None:
    try:
        weekdays = {int(weekday) for weekday in value}
        for pairs in value.values():
            read_intervals(pairs)
    except (ValueError, TypeError, AttributeError) as error:
        message = _('Write open hours like {"1": [["09:00", "18:00"]]}, 1 for Monday to 7 for Sunday.')
        raise ValidationError(message) from error
    if not weekdays <= set(range(1, 8)) or not any(value.values()):
        raise ValidationError(_("Give open hours to at least one weekday, 1 for Monday to 7 for Sunday."))


def validate_timezone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(_("Not a known time zone, such as Asia/Tokyo."))


def validate_country(value: str) -> None:
    if value not in supported_countries():
        raise ValidationError(_("No public holidays are known for this country code. Leave it empty for none."))


def validate_intervals(value) -> None:
    try:
        read_intervals(value)
    except (ValueError, TypeError) as error:
        raise ValidationError(_('Write open hours like [["09:00", "12:00"], ["13:00", "18:00"]].')) from error


class BusinessCalendar(models.Model):
    """When this organisation is open. deadlines/business_days.py counts with it."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    timezone = models.CharField(_("time zone"), max_length=50, default="Asia/Tokyo", validators=[validate_timezone])
    weekly_hours = models.JSONField(_("open hours"), default=default_weekly_hours, validators=[validate_weekly_hours])
    country = models.CharField(
        _("public holidays of"), max_length=2, default="JP", blank=True, validators=[validate_country]
    )

    class Meta:
        verbose_name = _("business calendar")

    def __str__(self):
        return self.name

    def as_calendar(self) -> Calendar:
        """The pure calendar that business_days counts with. Two queries unless the days are prefetched."""
        weekly = {int(weekday): read_intervals(pairs) for weekday, pairs in self.weekly_hours.items()}
        usual = next((hours for _weekday, hours in sorted(weekly.items()) if hours), ())
        return Calendar(
            timezone=ZoneInfo(self.timezone),
            weekly_hours=weekly,
            country=self.country,
            closed=tuple(each.as_range() for each in self.closed_days.all()),
            extra_open={each.day: read_intervals(each.hours) or usual for each in self.extra_open_days.all()},
        )


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

    def __str__(self):
        return self.name

    def as_range(self) -> ClosedRange:
        return ClosedRange(self.name, self.first_day, self.last_day, self.every_year)


class ExtraOpenDay(models.Model):
    """An open day that wins over weekends, public holidays and closed days."""

    calendar = models.ForeignKey(BusinessCalendar, models.CASCADE, related_name="extra_open_days")
    name = models.CharField(_("name"), max_length=100)
    day = models.DateField(_("day"))
    hours = models.JSONField(
        _("open hours"),
        default=list,
        blank=True,
        validators=[validate_intervals],
        help_text='[["09:00", "18:00"]]; empty: as on the first open weekday',
    )

    class Meta:
        verbose_name = _("extra open day")
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="one_extra_open_day")]

    def __str__(self):
        return self.name
