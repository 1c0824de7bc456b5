"""Who calls judge(): new scores, a publish. What the passing of time changes: day_change.py."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handoff.verdicts import judge
from leads.background import Words, background


def judge_new_scores(sender, *, lead_ids: list[int] | None, as_of: dt.datetime, progress=None, **_kwargs) -> None:
    """Receiver of leads.signals.scores_changed."""
    judge(lead_ids=lead_ids, as_of=as_of, progress=progress, stored=True)


def _counts(run) -> str:
    return (
        _("%(judged)s leads judged, %(changed)s verdicts changed. Queue: %(arrived)s in, %(withdrawn)s out.")
        % run.result
    )


WORDS = Words(gettext_lazy("Judging all leads again"), _counts, lambda run: reverse("criteria"))


@background("judge", WORDS)
def judge_all(run) -> dict:
    """Judge every lead after a publish. Started again after a crash, it judges for the same moment again."""
    return judge(lead_ids=None, as_of=dt.datetime.fromisoformat(run.parameters["as_of"]), progress=run.advance)
