"""The hand-over package (引き継ぎ票): everything sales needs about a lead, frozen as it was at the toss-up.

A package is plain JSON: codes and values with the versions they come from, and beside them the sentences in both
languages as they read that day, so that it says the same in ten years, whatever has become of the wording.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from handoff import event_words, hearing_template
from handoff.bilingual import in_both
from handoff.models.contact_attempt import ContactAttempt
from handoff.models.criteria import CriteriaVersion, Flag
from handoff.models.event import Event
from handoff.models.hearing import Hearing
from handoff.package_scores import plain, scores_part
from handoff.person_words import person_name
from handoff.tracing import ConditionTrace, RuleTrace, SegmentTrace, Trace, traces
from handoff.value_words import reason_label
from leads.models import Activity, Lead
from leads.scoring import breakdowns

FORMAT = 1
HUMAN_JUDGEMENT = "human_judgement"
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

# What a salesperson wants to know before the first call, and how much of the whole it is.
WEIGHTS = {
    "timing": 15, "decision_maker": 15, "challenge": 15, "talked": 15, "phone": 10, "title": 10, "comment": 10,
    "budget": 4, "current_solution": 3, "key_people": 3,
}  # fmt: skip


def build(lead: Lead, at, *, criteria: CriteriaVersion | None = None, **words) -> dict:
    """The package of one lead as of `at`; the lead comes with its company loaded. For `words` see build_all."""
    return build_all([lead], at, criteria=criteria, **words)[lead.pk]


def build_all(
    leads: Iterable[Lead], at, *, criteria: CriteriaVersion | None = None, by=None, comment="", reason_text=""
) -> dict[int, dict]:
    """The packages of many leads by lead id, with the same handful of queries as for one."""
    criteria = criteria or CriteriaVersion.active()
    by_pk = {lead.pk: lead for lead in leads}
    parts = _parts(by_pk, at, criteria)
    words = {
        "comment": comment,
        "reason_text": reason_text,
        "submitted_by": person_name(by),
        "automatic": by is None,
        "criteria": {"id": criteria.pk, "number": criteria.number, "profile": criteria.profile},
    }
    documents = {}
    for pk, lead in by_pk.items():
        documents[pk] = {"format": FORMAT, "as_of": at.isoformat(), **_who(lead), **parts[pk], **words}
        percent, missing = completeness(documents[pk])
        documents[pk]["completeness"] = {"percent": percent, "missing": missing}
    return documents


def _who(lead: Lead) -> dict:
    company = lead.company
    return {
        "lead": {name: getattr(lead, name) for name in LEAD} | {"id": lead.pk},
        "company": {name: getattr(company, name) for name in COMPANY} | {"id": company.pk} if company else None,
    }


def _parts(leads: dict[int, Lead], at, criteria: CriteriaVersion) -> dict[int, dict]:
    """What is known of each lead beside its own row."""
    pks = list(leads)
    judged, scored = traces(pks, at, criteria), breakdowns(pks, at)
    hearings = {each.lead_id: each for each in Hearing.objects.filter(lead__in=pks).select_related("saved_by")}
    contacts = _newest(ContactAttempt.objects.select_related("by"), pks, at, "at", _contact)
    activities = _newest(Activity.objects.all(), pks, at, "occurred_at", _activity)
    story = _newest(Event.objects.filter(kind__in=STORY).select_related("actor", "handoff"), pks, at, "at", _event)
    return {
        pk: {
            **_decision(judged[pk]),
            "scores": scores_part(scored[pk], leads[pk]),
            "scoring_model": {"id": scored[pk].model.pk, "number": scored[pk].model.number},
            "hearing": _hearing(hearings.get(pk)),
            "contacts": contacts[pk],
            "activities": activities[pk],
            "history": story[pk],
        }
        for pk in pks
    }


def completeness(document: dict) -> tuple[int, list[str]]:
    """How much of what sales wants to know is there, 0–100, and the names in WEIGHTS of what is not."""
    answers = document["hearing"]["answers"] if document["hearing"] else {}
    known = {name for name, answer in answers.items() if answer and answer != "not_yet_known"}
    known |= {name for name in ("phone", "title") if document["lead"][name]}
    if any(contact["result"] == "connected" for contact in document["contacts"]):
        known.add("talked")
    if document["comment"].strip():
        known.add("comment")
    missing = [name for name in WEIGHTS if name not in known]
    return 100 - sum(WEIGHTS[name] for name in missing), missing


def _decision(trace: Trace) -> dict:
    decided, near_miss = trace.decided, trace.near_miss
    reason = decided.reason if decided.flag == Flag.TARGET else HUMAN_JUDGEMENT
    return {
        "verdict": {
            "flag": decided.flag,
            "route": decided.route,
            "reason": decided.reason,
            "rule": decided.position,
            "segment": trace.segment.number,
            "segment_words": in_both(lambda: trace.segment.sentence),
            "words": in_both(lambda: decided.sentence),
            "near_miss": in_both(lambda: near_miss.sentence) if near_miss else None,
            "open_windows": trace.open_windows,
        },
        "reason": reason,
        "reason_words": in_both(lambda: reason_label(reason)),
        "trace": [_rule(rule) for rule in trace.rules],
        "segments": [_segment(each) for each in _tried(trace.segment)],
    }


def _tried(segment: SegmentTrace) -> list[SegmentTrace]:
    """The segments that were looked at, in order."""
    return [*segment.passed_over, segment] if segment.number else segment.passed_over


def _segment(segment: SegmentTrace) -> dict:
    return {"number": segment.number, "conditions": [_condition(each) for each in segment.conditions]}


def _rule(rule: RuleTrace) -> dict:
    return {
        "position": rule.position,
        "number": rule.number,
        "decided": rule.decided,
        "reason": rule.reason,
        "words": in_both(lambda: rule.outcome_sentence),
        "conditions": [_condition(each) for each in rule.conditions],
    }


def _condition(condition: ConditionTrace) -> dict:
    return {
        **condition.condition.to_json(),
        "required": condition.value,
        "actual": plain(condition.actual),
        "offset": condition.offset,
        "state": condition.state,
        "words": in_both(lambda: condition.sentence),
        "actual_words": in_both(lambda: condition.actual_text),
    }


def _hearing(hearing: Hearing | None) -> dict | None:
    if hearing is None or not hearing.saved_at:
        return None
    return {
        "answers": hearing.answers,
        "version": hearing.version,
        "saved_by": person_name(hearing.saved_by),
        "saved_at": hearing.saved_at.isoformat(),
        "words": [_answer(question, hearing.answers) for question in hearing_template.QUESTIONS],
    }


def _answer(question: hearing_template.Question, answers: dict) -> dict:
    return {
        "question": question.name,
        "label": in_both(lambda: question.label),
        "answer": in_both(lambda: hearing_template.said(question, answers)),
    }


def _newest(rows, pks: list[int], at, moment: str, part: Callable) -> dict[int, list[dict]]:
    """The newest rows of each lead up to `at`, as parts of its document."""
    latest = Window(RowNumber(), partition_by=[F("lead")], order_by=[F(moment).desc(), F("pk").desc()])
    found = rows.filter(lead__in=pks, **{f"{moment}__lte": at}).annotate(nth=latest).filter(nth__lte=NEWEST)
    by_lead = defaultdict(list)
    for row in found.order_by("lead", "nth"):
        by_lead[row.lead_id].append(part(row))
    return by_lead


def _contact(attempt: ContactAttempt) -> dict:
    return {
        "at": attempt.at.isoformat(),
        "channel": attempt.channel,
        "result": attempt.result,
        "words": in_both(lambda: event_words.contact(attempt)[0]),
        "note": attempt.note,
    }


def _activity(activity: Activity) -> dict:
    return {
        "at": activity.occurred_at.isoformat(),
        "kind": activity.kind,
        "words": in_both(lambda: activity.kind_label),
        "content": activity.content,
        "automated": activity.automated,
    }


def _event(event: Event) -> dict:
    return {
        "at": event.at.isoformat(),
        "kind": event.kind,
        "words": in_both(lambda: event_words.describe(event).text),
        "note": event_words.describe(event).note,
    }
