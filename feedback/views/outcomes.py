"""What a salesperson records about an own deal: each is one form, one verb, one message."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from feedback import access
from feedback.board import with_facts
from feedback.deal_page import deal_page
from feedback.forms.deal import FeedbackForm, LostForm, NextActionForm, OpportunityForm, SalesActionForm, WonForm
from feedback.models import Outcome
from handoff.deadlines.calendars import Calendars
from handoff.forms.decision import ReturnForm
from handoff.transition import Lost
from handoff.views.too_late import tell_too_late
from leads.asked import asked_address
from leads.htmx import render_page_or_fragment
from leads.roles import Role

ASK_FOR_FEEDBACK = "?open=feedback#feedback"


@require_POST
def acceptance_create(request, pk):
    deal = _own(request, pk)
    return _do(request, deal, Outcome.of(deal).accept, {}, _("Accepted. The first action is yours."))


@require_POST
def decline_create(request, pk):
    deal = _own(request, pk)
    return _record(
        request,
        deal,
        "decline",
        _bound(request, ReturnForm, "decline"),
        deal.decline,
        _("Sent back to inside sales with your comment."),
    )


@require_POST
def sales_action_create(request, pk):
    deal = _own(request, pk)
    form = SalesActionForm(request.POST, prefix="action", calendar=Calendars().of_team(deal.team_id))
    return _record(request, deal, "action", form, Outcome.of(deal).log_action, _("Logged."))


@require_POST
def next_action_create(request, pk):
    deal = _own(request, pk)
    form = NextActionForm(request.POST, prefix="next", calendar=Calendars().of_team(deal.team_id))
    return _record(request, deal, "next", form, Outcome.of(deal).plan_next_action, _("The next action is planned."))


@require_POST
def opportunity_create(request, pk):
    deal = _own(request, pk)
    done = _("Recorded as an opportunity.")
    return _record(
        request,
        deal,
        "opportunity",
        _bound(request, OpportunityForm, "opportunity"),
        Outcome.of(deal).record_opportunity,
        done,
    )


@require_POST
def won_create(request, pk):
    deal = _own(request, pk)
    done = _("Won. The company is a customer now, and you are its account owner.")
    form = _bound(request, WonForm, "won")
    return _record(request, deal, "won", form, Outcome.of(deal).record_won, done, then=ASK_FOR_FEEDBACK)


@require_POST
def lost_create(request, pk):
    deal = _own(request, pk)
    done = _("Recorded as lost. Thank you for the reason.")
    form = _bound(request, LostForm, "lost")
    return _record(request, deal, "lost", form, Outcome.of(deal).record_lost, done, then=ASK_FOR_FEEDBACK)


@require_POST
def feedback_create(request, pk):
    deal = _own(request, pk)
    done = _("Thank you. Inside sales has been told.")
    return _record(
        request, deal, "feedback", _bound(request, FeedbackForm, "feedback"), Outcome.of(deal).give_feedback, done
    )


def _bound(request, form_class, name):
    return form_class(request.POST, prefix=name)


def _own(request, pk):
    access.require(request.user, Role.SALES_REP)
    return get_object_or_404(
        with_facts(access.own_deals(request.user)).select_related("package", "submitted_by"), pk=pk
    )


def _record(request, deal, name, form, verb, done, then=""):
    """`verb` takes what the form's fields are called; a form that does not pass comes back with what was typed."""
    if form.is_valid():
        return _do(request, deal, verb, form.cleaned_data, done, form, then)
    context = deal_page(deal, request.user, **{f"{name}_form": form})
    return render_page_or_fragment(request, "feedback/deal.html", "feedback/_deal.html", context, status=422)


def _do(request, deal, verb, values, done, form=None, then=""):
    """then: what the deal's page opens on next."""
    try:
        verb(by=request.user, at=timezone.now(), **values)
    except Lost as lost:
        tell_too_late(request, lost.message, form)
        then = ""
    else:
        messages.success(request, done)
    is_still_theirs = access.own_deals(request.user).filter(pk=deal.pk).exists()
    return redirect(asked_address(request) or (reverse("deal", args=[deal.pk]) + then if is_still_theirs else "deals"))
