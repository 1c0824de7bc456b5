from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Export(models.Model):
    """Who took which list out as a file. Written before the first line is sent; append-only (a trigger holds it)."""

    class What(models.TextChoices):
        LEADS = "leads", _("Leads")
        NURTURE = "nurture", _("Nurturing")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports")
    at = models.DateTimeField()
    what = models.CharField(max_length=10, choices=What)
    query = models.JSONField(default=dict, help_text="the filters, as the address of the list writes them")
    columns = ArrayField(models.CharField(max_length=30))
    encoding = models.CharField(max_length=20)
    rows = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("export")
        indexes = [models.Index(fields=["-at", "-id"], name="export_newest")]

    def __str__(self):
        return f"{self.what}: {self.rows}"
