"""What the page of one deal shows: the forms for what can be done now, and what was done."""

from django.utils import timezone

from feedback.forms.deal import FeedbackForm, LostForm, NextActionForm, OpportunityForm, SalesActionForm, WonForm
from feedback.models import Outcome
from handoff.approving.approval_page import people_for, prefix
from handoff.deadlines.calendars import Calendars
from handoff.forms.decision import ReassignmentForm, ReturnForm
from handoff.models import Handoff
from handoff.package.words import readable
from leads.roles import Role, has_role


def deal_page(deal: Handoff, user, ids: str = "id_%s", **bound) -> dict:
    """`ids`: of the fields, when several deals share a page. `bound`: a form that did not pass, by its name below."""
    outcome = Outcome.of(deal)
    return {
        "deal": deal,
        "outcome": outcome,
        "today": timezone.localdate(),
        "is_mine": deal.assignee_id == user.pk and has_role(user, Role.SALES_REP),
        "can_reassign": has_role(user, Role.SALES_MANAGER, Role.ADMIN) and deal.state in Handoff.WITH_SALES,
        "actions": deal.sales_actions.select_related("by").order_by("-at", "-pk")[:50],
        "package": readable(deal.package.document),
        **_forms(deal, outcome, ids),
        **bound,
    }


def _forms(deal: Handoff, outcome: Outcome, ids: str) -> dict:
    calendar = Calendars().of_team(deal.team_id)
    given = {"codes": outcome.feedback, "text": outcome.feedback_text}
    return {
        "decline_form": ReturnForm(prefix="decline"),
        "action_form": SalesActionForm(
            prefix="action", calendar=calendar, initial=_still_planned(outcome), auto_id=ids
        ),
        "next_form": NextActionForm(prefix="next", calendar=calendar, initial=_planned(outcome), auto_id=ids),
        "opportunity_form": OpportunityForm(prefix="opportunity"),
        "won_form": WonForm(prefix="won"),
        "lost_form": LostForm(prefix="lost"),
        "feedback_form": FeedbackForm(prefix="feedback", initial=given, auto_id=ids),
        "reassignment_form": ReassignmentForm(prefix=prefix(deal), people=people_for(deal)),
    }


def _still_planned(outcome: Outcome) -> dict:
    """An action that is logged leaves a later day as it is; one that has come is done with."""
    is_later = outcome.next_action_on and outcome.next_action_on > timezone.localdate()
    return _planned(outcome) if is_later else {"next_in": "none"}


def _planned(outcome: Outcome) -> dict:
    return {"next_in": "own" if outcome.next_action_on else "", "next_action_on": outcome.next_action_on}
