"""What a person who looks at a lead may decide about it under the criteria in force."""

from dataclasses import dataclass

from handoff import access
from handoff.forms.decided_by_person import ReasonForm
from handoff.models import CriteriaVersion, Discretion, Handoff, SalesRequest
from handoff.models.human_decision import used_up
from leads.models import Lead
from leads.roles import Role, has_role

MAY_DECIDE = (Role.MARKETER, Role.IS_REP, Role.SALES_REP, Role.SALES_MANAGER)
MAY_ASK = (Role.SALES_REP, Role.SALES_MANAGER)


@dataclass(frozen=True)
class LeadDecisions:
    """discretion, sales_request: offer the form. left, quota: manual toss-ups of the team this month.

    none_left: why sales cannot ask for it now, "" when it can.
    """

    discretion: bool = False
    sales_request: bool = False
    left: int = 0
    quota: int = 0
    none_left: str = ""
    form: ReasonForm | None = None


def lead_decisions(user, lead: Lead, criteria: CriteriaVersion, now) -> LeadDecisions:
    """Nothing is offered for a target, or for a lead that sales has; at most five queries."""
    verdict = getattr(lead, "verdict", None)
    if not (criteria.parsed.uses("discretion") or criteria.parsed.uses("requested_by_sales")):
        return LeadDecisions()
    if verdict is None or verdict.flag == "target" or Handoff.objects.open().filter(lead=lead).exists():
        return LeadDecisions()
    document = criteria.parsed
    discretion = document.uses("discretion") and has_role(user, *MAY_DECIDE)
    discretion = discretion and not Discretion.objects.filter(lead=lead).exists()
    membership = access.member(user)
    asks = document.uses("requested_by_sales") and has_role(user, *MAY_ASK)
    if not asks or membership is None or SalesRequest.objects.filter(lead=lead).exists():
        return LeadDecisions(discretion=discretion, form=ReasonForm())
    quota, used = SalesRequest.quota(membership.team, now), SalesRequest.used(membership.team, now)
    left = max(0, quota - len(used))
    return LeadDecisions(discretion, True, left, quota, "" if left else used_up(quota, used), ReasonForm())
