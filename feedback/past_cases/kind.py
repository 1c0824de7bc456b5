"""A file of past toss-ups as a kind of import: its fields, the words for them, and what each row must have."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback.models import PastCaseFile
from feedback.past_cases import plan, words
from leads.intake import kinds, readers
from leads.intake.fields import Field
from leads.intake.loader import Work
from leads.intake.rows import Staged


def moment(cell: str) -> str:
    """A day without a time is judged at its end: what the lead did that day, before the toss-up, counts."""
    found = timezone.localtime(dt.datetime.fromisoformat(readers.moment(cell)))
    if found.time() == dt.time():
        found = timezone.make_aware(dt.datetime.combine(found.date(), dt.time(23, 59, 59)))
    return found.isoformat()


def day(cell: str) -> str:
    return timezone.localtime(dt.datetime.fromisoformat(readers.moment(cell))).date().isoformat()


FIELDS = [
    Field("lead_id", _("lead ID"), readers.Text(200)),
    Field("email", _("e-mail"), readers.email),
    Field("tossed_up_at", _("toss-up date"), moment),
    Field("opportunity_on", _("opportunity date"), day),
    Field("result", _("result"), readers.Text(100)),
    Field("reason", _("reason"), readers.CutText(300)),
]


def finish(staged: Staged) -> None:
    if not staged.values.keys() & {"lead_id", "email"}:
        staged.problems.append({"code": "nobody"})
    for problem in staged.problems:  # without its date the case would be judged as of another day
        if problem["code"] == "unreadable" and problem.get("field") == "tossed_up_at":
            problem["code"] = "unreadable_required"


def register() -> None:
    kinds.register(
        PastCaseFile.KIND,
        fields=FIELDS,
        words=words.COLUMNS,
        required=[["lead_id", "email"], ["result", "opportunity_on"]],
        finish=finish,
        work=Work(plan.plan, plan.counts, plan.write),
        page="past_case_file",
    )
