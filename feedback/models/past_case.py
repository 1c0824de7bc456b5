from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PastCaseFile(models.Model):
    """What the words in a file of past toss-ups mean. The file itself is an ImportRun of its own kind."""

    KIND = "past_cases"

    import_run = models.OneToOneField(
        "leads.ImportRun", models.CASCADE, primary_key=True, related_name="past_case_file"
    )
    words = models.JSONField(default=dict, help_text="word as it stands in the file → PastCase.Result, or 'left_out'")
    found = models.JSONField(default=dict, help_text="word as it stands in the file → number of rows")

    class Meta:
        verbose_name = _("file of past toss-ups")

    def __str__(self):
        return self.import_run.file_name


class PastCase(models.Model):
    """A toss-up of the past and what came of it, from a file. The workbench's own are read from Handoff and Outcome.

    Of one lead's toss-up at one moment the latest import counts. Without a moment it is judged as of a chosen day.
    """

    class Result(models.TextChoices):
        OPPORTUNITY = "opportunity", pgettext_lazy("past result", "opportunity, open")
        WON = "won", pgettext_lazy("past result", "won")
        LOST = "lost", pgettext_lazy("past result", "opportunity, lost")
        COLD = "cold", pgettext_lazy("past result", "no opportunity")

    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="past_cases", db_index=False)
    tossed_up_at = models.DateTimeField(_("tossed up"), null=True, help_text="a day without a time: its last second")
    result = models.CharField(_("result"), max_length=11, choices=Result)
    opportunity_on = models.DateField(_("opportunity date"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    file = models.ForeignKey(PastCaseFile, models.CASCADE, related_name="cases")
    line = models.PositiveIntegerField(help_text="of the file, as an editor counts")

    class Meta:
        verbose_name = _("past toss-up")
        constraints = [
            models.UniqueConstraint(
                fields=["lead", "tossed_up_at"], nulls_distinct=False, name="one_past_case_per_lead_and_moment"
            )
        ]

    def __str__(self):
        return f"{self.lead} ({self.get_result_display()})"
