from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StartStep(models.Model):
    """A step of setting up that somebody said is done. What the database itself shows is not kept here."""

    class Name(models.TextChoices):
        SIZE = "size", _("company size")
        CALENDAR = "calendar", _("calendar")
        CRITERIA = "criteria", _("criteria read")
        MAIL = "mail", _("mail tested")
        CLOSED = "closed", _("getting started is put away")

    name = models.CharField(max_length=20, primary_key=True, choices=Name)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)

    class Meta:
        verbose_name = _("step of getting started")

    @classmethod
    def done(cls, name: str, *, by, at) -> None:
        """The first one to say so is kept."""
        cls.objects.get_or_create(name=name, defaults={"by": by, "at": at})

    @classmethod
    def reopen(cls, name: str) -> None:
        cls.objects.filter(name=name).delete()
