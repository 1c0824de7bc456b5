"""What the toss-up screen shows."""

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import get_language

from handoff import package
from handoff.assignment import salespeople, suggest
from handoff.assignment.words import why
from handoff.forms.key_people import ROWS
from handoff.forms.toss_up import TossUpForm
from handoff.limits import COMMENT_MAX
from handoff.models import Attachment, Draft, HandoffPackage, QueueEntry
from handoff.package.decision import HUMAN_JUDGEMENT
from handoff.package.people import FIELD, NAMES, prefix, typed_people
from handoff.package.words import readable

DRAFT = "toss_up"
WORDS = ("reason_text", "comment", "next_step")
KEPT = {*WORDS, "next_step_on", "suggested_assignee", ROWS}


def toss_up_page(entry: QueueEntry, user, now, data=None) -> dict:
    """`data`: the form as it was sent. The preview is made of what is typed, exactly as sales will see it."""
    typed = typed_so_far(entry, user) if data is None else data
    document = package.build(entry.lead, now, by=user, **_words(typed))
    is_target = document["reason"] != HUMAN_JUDGEMENT
    if data is None and is_target and not document["reason_text"]:
        document["reason_text"] = document["reason_words"][(get_language() or "ja")[:2]]
    suggestion = suggest(entry.lead, entry.team)
    initial = {"reason_text": document["reason_text"]}
    form = TossUpForm(
        data,
        people=salespeople(entry.team, entry.lead.company),
        reason=document["reason"],
        is_target=is_target,
        today=timezone.localdate(now),
        initial=initial | (typed if data is None else {}),
    )
    return {
        "entry": entry,
        "lead": entry.lead,
        "form": form,
        "is_target": is_target,
        "suggestion": suggestion,
        "why": why(suggestion.record),
        "package": readable(document),
        "attachments": Attachment.objects.filter(entry=entry, handoff=None).order_by("pk"),
    }


def keep_typed(entry: QueueEntry, user, data: Mapping[str, str]) -> dict:
    """Remember what is typed until it is sent; returns what was kept."""
    kept = {name for name in data if name in KEPT or FIELD.fullmatch(name)}
    typed = {name: data[name].replace("\0", "")[:COMMENT_MAX] for name in kept}
    Draft.keep(user, entry.lead, DRAFT, typed)
    return typed


def typed_so_far(entry: QueueEntry, user) -> dict:
    """What the person typed and has not sent, else what went with the toss-up that came back."""
    draft = Draft.objects.filter(user=user, lead=entry.lead, form=DRAFT).first()
    if draft or not entry.returned_from_id:
        return draft.values if draft else {}
    return _sent_before(HandoffPackage.objects.get(pk=entry.returned_from_id).document)


def _sent_before(document: dict) -> dict:
    """Without the reason and the day: both are to be thought about anew."""
    people = enumerate(document.get("key_people", []))
    rows = {f"{prefix(number)}-{name}": person[name] for number, person in people for name in NAMES}
    return {"comment": document["comment"], "next_step": (document.get("next_step") or {}).get("text", "")} | rows


def _words(typed: Mapping[str, str]) -> dict:
    """What is typed as the package takes it; what cannot be read yet is left out."""
    words = {name: typed.get(name, "") for name in WORDS}
    return words | {"key_people": typed_people(typed), "next_step_on": _day(typed.get("next_step_on", ""))}


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
