"""What an outcome changes about the lead and its company, so that the next verdict knows of it."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from handoff.models import Handoff
from leads.models import Company, Lead, PastOpportunity
from leads.scoring import rescore


def remember_won(handoff: Handoff, *, by, at) -> None:
    _remember(handoff, PastOpportunity.Result.WON, "", at)
    Company.objects.filter(leads=handoff.lead).update(is_customer=True, account_owner=by.email.lower())
    _judge_colleagues(handoff.lead, at)


def remember_lost(handoff: Handoff, *, reason: str, at) -> None:
    _remember(handoff, PastOpportunity.Result.LOST, reason, at)
    _judge_colleagues(handoff.lead, at)


def _remember(handoff: Handoff, result: str, reason: str, at) -> None:
    PastOpportunity.objects.update_or_create(
        lead=handoff.lead,
        source=f"handoff:{handoff.pk}",
        defaults={
            "company": handoff.lead.company,
            "result": result,
            "reason": reason,
            "closed_on": timezone.localdate(at),
        },
    )


def _judge_colleagues(lead: Lead, at) -> None:
    """Everybody of the company is judged again: being a customer, or having been lost, counts for all of them."""
    same_company = Lead.objects.filter(company=lead.company_id) if lead.company_id else Lead.objects.filter(pk=lead.pk)
    ids = list(same_company.values_list("pk", flat=True))
    transaction.on_commit(partial(rescore, lead_ids=ids, as_of=at))
