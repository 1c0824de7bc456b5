"""What the page of one deal shows: the forms for what can be done now, and what was done."""

from feedback.forms.deal import FeedbackForm, LostForm, NextActionForm, OpportunityForm, SalesActionForm, WonForm
from feedback.models import Outcome
from handoff.approval_page import people_for, prefix
from handoff.calendars import Calendars
from handoff.forms.decision import ReassignmentForm, ReturnForm
from handoff.models import Handoff
from handoff.package.words import readable
from leads.roles import Role, has_role


def deal_page(deal: Handoff, user, **bound) -> dict:
    """`bound`: a form that was sent and did not pass, under its name below."""
    outcome = Outcome.of(deal)
    return {
        "deal": deal,
        "outcome": outcome,
        "is_mine": deal.assignee_id == user.pk and has_role(user, Role.SALES_REP),
        "can_reassign": has_role(user, Role.SALES_MANAGER, Role.ADMIN) and deal.state in Handoff.WITH_SALES,
        "actions": deal.sales_actions.select_related("by").order_by("-at", "-pk")[:50],
        "package": readable(deal.package.document),
        **_forms(deal, outcome),
        **bound,
    }


def _forms(deal: Handoff, outcome: Outcome) -> dict:
    calendar = Calendars().of_team(deal.team_id)
    given = {"codes": outcome.feedback, "text": outcome.feedback_text}
    return {
        "decline_form": ReturnForm(prefix="decline"),
        "action_form": SalesActionForm(prefix="action", calendar=calendar, initial={"next_in": "none"}),
        "next_form": NextActionForm(prefix="next", calendar=calendar, initial=_planned(outcome)),
        "opportunity_form": OpportunityForm(prefix="opportunity"),
        "won_form": WonForm(prefix="won"),
        "lost_form": LostForm(prefix="lost"),
        "feedback_form": FeedbackForm(prefix="feedback", initial=given),
        "reassignment_form": ReassignmentForm(prefix=prefix(deal), people=people_for(deal)),
    }


def _planned(outcome: Outcome) -> dict:
    return {"next_in": "own" if outcome.next_action_on else "", "next_action_on": outcome.next_action_on}
