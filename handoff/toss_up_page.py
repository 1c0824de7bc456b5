"""What the toss-up screen shows."""

from django.utils.translation import get_language

from handoff import package
from handoff.assignment import salespeople, suggest
from handoff.forms.toss_up import TossUpForm
from handoff.models import Draft, QueueEntry
from handoff.package.decision import HUMAN_JUDGEMENT
from handoff.package.words import readable

DRAFT = "toss_up"
WORDS = ("reason_text", "comment")


def toss_up_page(entry: QueueEntry, user, now, data=None) -> dict:
    """`data`: the form as it was sent. The preview is made of what is typed, exactly as sales will see it."""
    typed = _draft(entry, user) if data is None else data
    document = package.build(entry.lead, now, by=user, **{name: typed.get(name, "") for name in WORDS})
    is_target = document["reason"] != HUMAN_JUDGEMENT
    if data is None and is_target and not document["reason_text"]:
        document["reason_text"] = document["reason_words"][(get_language() or "ja")[:2]]
    suggestion = suggest(entry.lead, entry.team)
    initial = {"reason_text": document["reason_text"], "suggested_assignee": suggestion and suggestion.assignee.pk}
    form = TossUpForm(
        data,
        people=salespeople(entry.team, entry.lead.company),
        reason=document["reason"],
        is_target=is_target,
        initial=initial | (typed if data is None else {}),
    )
    return {
        "entry": entry,
        "lead": entry.lead,
        "form": form,
        "is_target": is_target,
        "suggestion": suggestion,
        "package": readable(document),
    }


def _draft(entry: QueueEntry, user) -> dict:
    draft = Draft.objects.filter(user=user, lead=entry.lead, form=DRAFT).first()
    return draft.values if draft else {}
