"""What a manager sees of one toss-up: its package and what can be decided now."""

from handoff.assignment import salespeople
from handoff.assignment.words import why
from handoff.forms.decision import ApprovalForm, AssignmentForm, PriorityForm, ReassignmentForm, ReturnForm
from handoff.models import Handoff, HandoffPackage
from handoff.package.words import readable

State = Handoff.State


def approval_page(handoff: Handoff, **bound) -> dict:
    """`bound`: a form that was sent and did not pass, under "decision" or "return"."""
    document = HandoffPackage.objects.get(pk=handoff.pk).document
    page = {"handoff": handoff, "is_open": True, "package": readable(document)}
    suggested = handoff.suggestion and handoff.suggestion.assignee
    chosen = suggested.pk if suggested else None
    form = decision_form(handoff)
    if form:
        initial = {"assignee": chosen, "priority": handoff.priority}
        page["decision"] = form(people=people_for(handoff), prefix=prefix(handoff), initial=initial)
    if handoff.state in Handoff.UNDECIDED:
        page["return"] = ReturnForm(prefix=f"return-{handoff.pk}")
    if form:
        page["priority"] = PriorityForm(prefix=f"priority-{handoff.pk}", initial={"priority": handoff.priority})
    if handoff.suggestion:
        page["why"] = why(handoff.suggestion.record)
    return page | bound


def decision_form(handoff: Handoff):
    """The form for what a manager can do with it; None when it is out of their hands."""
    if handoff.state == State.AWAITING_APPROVAL:
        return ApprovalForm
    if handoff.state == State.AWAITING_ASSIGNMENT:
        return AssignmentForm
    return ReassignmentForm if handoff.state in Handoff.WITH_SALES else None


def people_for(handoff: Handoff):
    people = salespeople(handoff.team, handoff.lead.company)
    return people.exclude(pk=handoff.assignee_id or 0) if handoff.state in Handoff.WITH_SALES else people


def prefix(handoff: Handoff) -> str:
    """Several rows may stand open at once: field ids must differ."""
    return f"decision-{handoff.pk}"
