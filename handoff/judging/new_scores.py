"""Who calls judge(): new scores. What the passing of time changes: day_change.py. A publication: publishing.py."""

import datetime as dt

from handoff.judging.verdicts import judge


def judge_new_scores(sender, *, lead_ids: list[int] | None, as_of: dt.datetime, progress=None, **_kwargs) -> None:
    """Receiver of leads.signals.scores_changed."""
    judge(lead_ids=lead_ids, as_of=as_of, progress=progress, stored=True)
