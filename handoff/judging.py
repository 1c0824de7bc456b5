"""Who calls judge(): new scores, a publish, a campaign window that opened or closed."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handoff.criteria_document import CriteriaDocument
from handoff.models import CriteriaVersion, Handoff, Verdict
from handoff.verdicts import calendar_timezone, judge
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


def judge_window_changes(as_of: dt.datetime) -> int:
    """Judge again what was last judged before a campaign window opened or closed; returns how many.

    What a window may still change are leads that are not with sales. The verdicts themselves say what is to be done,
    so an outage is caught up and a repetition does nothing.
    """
    changed_at = last_window_change(CriteriaVersion.active().parsed, as_of)
    if changed_at is None:
        return 0
    came_back = [Handoff.State.RETURNED, Handoff.State.SENT_BACK]
    tossed_up = Handoff.objects.exclude(state__in=came_back).values("lead")
    stale = Verdict.objects.filter(as_of__lt=changed_at).exclude(lead__in=tossed_up)
    lead_ids = list(stale.order_by("pk").values_list("pk", flat=True))
    if lead_ids:
        judge(lead_ids=lead_ids, as_of=as_of)
    return len(lead_ids)


def last_window_change(document: CriteriaDocument, as_of: dt.datetime) -> dt.datetime | None:
    """The last moment until as_of at which a window opened or closed: the beginning of a day."""
    timezone = ZoneInfo(calendar_timezone())
    today = as_of.astimezone(timezone).date()
    days = {day for window in document.windows for day in (window.start, window.end + dt.timedelta(days=1))}
    past = [day for day in days if day <= today]
    return dt.datetime.combine(max(past), dt.time(), timezone) if past else None
