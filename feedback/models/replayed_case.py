from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.models.past_case import PastCase
from handoff.models.criteria import Flag


class ReplayedCase(models.Model):
    """What a replay said of one case: the rows behind the numbers of its page. The newest replays' are kept.

    before_flag, before_reason: under the version it was compared with; empty when there was none.
    """

    run = models.ForeignKey("leads.BackgroundRun", models.CASCADE, related_name="replayed_cases", db_index=False)
    case_id = models.CharField(max_length=30, help_text="feedback.replay.cases: handoff:12 or file:34")
    lead = models.ForeignKey("leads.Lead", models.CASCADE, related_name="+", db_index=False)
    as_of = models.DateTimeField()
    dated = models.BooleanField()
    result = models.CharField(max_length=11, choices=PastCase.Result)
    flag = models.CharField(max_length=10, choices=Flag)
    reason = models.CharField(max_length=60)
    rule = models.SmallIntegerField(null=True)
    behaviour_score = models.IntegerField()
    attribute_score = models.SmallIntegerField()
    before_flag = models.CharField(max_length=10, choices=Flag, blank=True)
    before_reason = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("replayed case")
        indexes = [
            # the cases behind a cell, the newest first
            models.Index(fields=["run", "result", "flag", "-as_of", "-id"], name="replayed_cases_of_cell")
        ]

    def __str__(self):
        return f"{self.case_id}: {self.flag} / {self.result}"
