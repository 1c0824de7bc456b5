"""A rep tosses up the lead of a queue entry."""

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from handoff import package
from handoff.assignment import Suggestions
from handoff.assignment.suggestions import alone_assigning
from handoff.models.attachment import Attachment
from handoff.models.clock import Clock
from handoff.models.criteria import CriteriaVersion
from handoff.models.handoff import Handoff
from handoff.models.human_decision import Discretion
from handoff.models.queue_entry import QueueEntry
from handoff.package.decision import HUMAN_JUDGEMENT
from handoff.transition import Lost, alone_with
from leads.models import Lead


class JudgementMissing(Exception):
    """The criteria do not call this lead a target, and the rep gave no reason of their own."""


def submit(entry: QueueEntry, *, by, at, reason_text="", suggested_assignee=None, **words) -> Handoff:
    """Toss the entry's lead up: close the entry, answer its clock, freeze the package, start the decision's clock.

    `reason_text` says why in the rep's words; for a lead that is not a target it is the reason. `words`: what else the
    rep adds to the package (comment, key_people, next_step, next_step_on). The entry's files go with it.
    Raises JudgementMissing when such a lead has none, Lost when somebody was quicker.
    """
    try:
        with transaction.atomic():
            alone_with(entry.lead_id)  # before the entry is locked, as whoever takes a disposition back does
            entry.hold(by=by, at=at)
            words |= {"by": by, "reason_text": reason_text.strip()}
            return _submit(entry, by, at, words, suggested_assignee)
    except IntegrityError as error:
        if "one_open_handoff_per_lead" not in str(error):
            raise
        raise Lost(_("This lead is already tossed up. Nothing was changed.")) from None


def _submit(entry, by, at, words, suggested_assignee) -> Handoff:
    lead = Lead.objects.select_related("company").get(pk=entry.lead_id)
    criteria, reason_text = CriteriaVersion.active(), words["reason_text"]
    document = package.build(lead, at, criteria=criteria, **words)
    if document["reason"] == HUMAN_JUDGEMENT:
        if not reason_text:
            raise JudgementMissing
        if criteria.parsed.uses("discretion"):
            Discretion.use(lead, by=by, reason=reason_text, at=at)
            document = package.build(lead, at, criteria=criteria, **words)
    handoff = draft(document, lead, criteria, at, team=entry.team, entry=entry, submitted_by=by)
    handoff.comment, handoff.suggested_assignee = document["comment"], suggested_assignee
    handoff.save()
    freeze([(handoff, document)], criteria, at)
    entry.toss_up(handoff, by=by, at=at, comment=reason_text)
    _start(handoff, at)
    return handoff


def draft(document: dict, lead: Lead, criteria: CriteriaVersion, at, **fields) -> Handoff:
    """The toss-up a package asks for, not yet stored: in which state it starts is a matter of the deciding rule."""
    verdict = document["verdict"]
    state = Handoff.State.AWAITING_APPROVAL if _needs_approval(verdict, criteria) else Handoff.State.AWAITING_ASSIGNMENT
    return Handoff(lead=lead, state=state, reason=document["reason"], submitted_at=at, **fields)


def _needs_approval(verdict: dict, criteria: CriteriaVersion) -> bool:
    rule = criteria.parsed.rule_at(verdict["rule"])
    table = criteria.parsed.table_of(verdict["segment"])
    return rule.approval if rule else any(each.approval for each in table.rules)


FREEZE = """
COPY handoff_handoffpackage (handoff_id, document, criteria_id, scoring_model_id, as_of) FROM STDIN (FORMAT BINARY)
"""


def freeze(pairs: list[tuple[Handoff, dict]], criteria: CriteriaVersion, at) -> None:
    """Store the packages with their files, by COPY: there are thousands, and any other way quotes every character."""
    with connection.cursor() as cursor, cursor.copy(FREEZE) as copy:
        copy.set_types(["int8", "jsonb", "int8", "int8", "timestamptz"])
        for handoff, document in pairs:
            copy.write_row((handoff.pk, Jsonb(document), criteria.pk, document["scoring_model"]["id"], at))
    for handoff, document in pairs:
        Attachment.freeze(handoff, document)


def _start(handoff: Handoff, at) -> None:
    """The manager's promise starts, unless it goes straight to a salesperson."""
    given = _given(handoff, at) if handoff.state == Handoff.State.AWAITING_ASSIGNMENT else None
    if given:
        handoff.assign(by=None, at=at, assignee=given.assignee, choice=given.record)
    else:
        Clock.objects.start_for_handoffs([handoff.pk], Clock.Kind.APPROVAL, at)


def _given(handoff: Handoff, at):
    """The account owner, or whom the rules choose when the team lets them."""
    alone_assigning([handoff.team_id])
    company = handoff.lead.company
    suggestions = Suggestions(handoff.team, [company] if company else [], at)
    return suggestions.give(handoff.lead, automatic=False, proposed_id=handoff.suggested_assignee_id)
