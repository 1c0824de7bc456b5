"""The document of a package: everything sales needs about a lead, as it was at the toss-up.

A package is plain JSON: codes and values with the versions they come from, and beside them the sentences in both
languages as they read that day, so that it says the same in ten years, whatever has become of the wording.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from handoff.criteria.fields import kind_labels
from handoff.judging.tracing import traces
from handoff.models.attachment import Attachment
from handoff.models.contact_attempt import ContactAttempt
from handoff.models.criteria import CriteriaVersion
from handoff.models.event import Event
from handoff.models.hearing import Hearing
from handoff.models.package_weights import PackageWeights
from handoff.models.queue_entry import QueueEntry
from handoff.package.bilingual import Sayings
from handoff.package.completeness import completeness
from handoff.package.decision import DecisionPart
from handoff.package.hearing import hearing_part
from handoff.package.people import people_part
from handoff.package.scores import scores_part
from handoff.words import events as event_words
from handoff.words.people import person_name
from leads.models import Activity, Lead
from leads.scoring import breakdowns

FORMAT = 2  # 2: key people, next step, attachments, the weights of completeness
NEWEST = 20  # activities, contacts and events in a package
STORY = (
    "returned",
    "sent_back",
    "nurtured",
    "disqualified",
    "discretion_used",
    "opportunity",
    "won",
    "lost",
    "feedback",
)

LEAD = (
    "external_id", "name", "name_kana", "email", "phone", "department", "title", "title_rank", "prefecture", "source",
    "campaign", "tags", "custom_fields",
)  # fmt: skip
COMPANY = (
    "name", "name_kana", "corporate_number", "industry", "employees", "annual_revenue", "prefecture", "address",
    "is_customer", "account_owner", "customer_similarity",
)  # fmt: skip

ATTACHMENT = ("id", "name", "kind", "size", "sha256")
ACTIVITY = ("lead_id", "occurred_at", "kind", "content", "automated")


def build(lead: Lead, at, *, criteria: CriteriaVersion | None = None, **words) -> dict:
    """The package of one lead as of `at`; the lead comes with its company loaded. For `words` see build_all."""
    return build_all([lead], at, criteria=criteria, **words)[lead.pk]


def build_all(
    leads: Iterable[Lead],
    at,
    *,
    criteria: CriteriaVersion | None = None,
    by=None,
    comment="",
    reason_text="",
    key_people: Sequence[dict] = (),
    next_step: str = "",
    next_step_on: dt.date | None = None,
) -> dict[int, dict]:
    """The packages of many leads by lead id, with the same handful of queries as for one.

    key_people: see people.people_part. next_step: what sales is advised to do, next_step_on: when.
    """
    criteria, weights = criteria or CriteriaVersion.active(), PackageWeights.current()
    by_pk = {lead.pk: lead for lead in leads}
    parts = _parts(by_pk, at, criteria)
    words = {
        "comment": comment,
        "reason_text": reason_text,
        "key_people": people_part(key_people),
        "next_step": {"text": next_step, "on": next_step_on and next_step_on.isoformat()} if next_step else None,
        "submitted_by": person_name(by),
        "automatic": by is None,
        "criteria": {"id": criteria.pk, "number": criteria.number, "profile": criteria.profile},
    }
    documents = {}
    for pk, lead in by_pk.items():
        documents[pk] = {"format": FORMAT, "as_of": at.isoformat(), **_who(lead), **parts[pk], **words}
        percent, missing = completeness(documents[pk], weights.points)
        documents[pk]["completeness"] = {"percent": percent, "missing": missing, "weights": weights.pk}
    return documents


def _who(lead: Lead) -> dict:
    company = lead.company
    return {
        "lead": {name: getattr(lead, name) for name in LEAD} | {"id": lead.pk},
        "company": {name: getattr(company, name) for name in COMPANY} | {"id": company.pk} if company else None,
    }


def _parts(leads: dict[int, Lead], at, criteria: CriteriaVersion) -> dict[int, dict]:
    """What is known of each lead beside its own row."""
    pks, say = list(leads), Sayings()
    decision = DecisionPart(say)
    files = _attachments(pks)
    judged, scored = traces(pks, at, criteria), breakdowns(pks, at)
    heard = Hearing.objects.filter(lead__in=pks).select_related("saved_by", "template")
    hearings = {each.lead_id: each for each in heard}
    contacts = _newest(ContactAttempt.objects.select_related("by"), pks, at, "at", partial(_contact, say))
    activities = _newest(
        Activity.objects.values_list(*ACTIVITY, named=True), pks, at, "occurred_at", partial(_activity, say)
    )
    happened = Event.objects.filter(kind__in=STORY).select_related("actor", "handoff")
    story = _newest(happened, pks, at, "at", partial(_event, say))
    parts = {
        pk: {
            **decision(judged[pk]),
            "scores": scores_part(say, scored[pk], leads[pk]),
            "scoring_model": {"id": scored[pk].model.pk, "number": scored[pk].model.number},
            "hearing": hearing_part(say, hearings.get(pk)),
            "attachments": files[pk],
            "contacts": contacts[pk],
            "activities": activities[pk],
            "history": story[pk],
        }
        for pk in pks
    }
    say.finish()
    return parts


def _attachments(pks: list[int]) -> dict[int, list[dict]]:
    """The files that wait to be sent with the leads' toss-ups."""
    waiting = Attachment.objects.filter(handoff=None, entry__lead__in=pks).exclude(entry__state=QueueEntry.State.CLOSED)
    by_lead = defaultdict(list)
    for row in waiting.order_by("pk").values("entry__lead_id", *ATTACHMENT):
        by_lead[row.pop("entry__lead_id")].append(row)
    return by_lead


def _newest(rows, pks: list[int], at, moment: str, part: Callable) -> dict[int, list[dict]]:
    """The newest rows of each lead up to `at`, as parts of its document."""
    latest = Window(RowNumber(), partition_by=[F("lead")], order_by=[F(moment).desc(), F("pk").desc()])
    found = rows.filter(lead__in=pks, **{f"{moment}__lte": at}).annotate(nth=latest).filter(nth__lte=NEWEST)
    by_lead = defaultdict(list)
    for row in found.order_by("lead", "nth"):
        by_lead[row.lead_id].append(part(row))
    return by_lead


def _contact(say: Sayings, attempt: ContactAttempt) -> dict:
    return {
        "at": attempt.at.isoformat(),
        "channel": attempt.channel,
        "result": attempt.result,
        "words": say(_contact_words, attempt),
        "note": attempt.note,
    }


def _contact_words(attempt: ContactAttempt) -> str:
    return event_words.contact(attempt)[0]


def _activity(say: Sayings, activity) -> dict:
    return {
        "at": activity.occurred_at.isoformat(),
        "kind": activity.kind,
        "words": say(_kind_label, activity.kind),
        "content": activity.content,
        "automated": activity.automated,
    }


def _kind_label(kind: str) -> str:
    return kind_labels().get(kind, kind)


def _event(say: Sayings, event: Event) -> dict:
    return {
        "at": event.at.isoformat(),
        "kind": event.kind,
        "words": say(_event_words, event),
        "note": event_words.describe(event).note,
    }


def _event_words(event: Event) -> str:
    return event_words.describe(event).text
