"""What a rep does with a queue entry. Each act is one verb; a lost race shows how things stand and keeps the words."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handoff import access
from handoff.deadlines.calendars import request_calendars
from handoff.forms.contact import ContactForm
from handoff.forms.disposition import DispositionForm
from handoff.forms.snooze import SnoozeForm
from handoff.in_hand import limits
from handoff.in_hand.dispositions import DisqualifyReason, NurtureReason
from handoff.models import Draft
from handoff.transition import Lost
from handoff.views.answers import done, invalid, lost
from handoff.words.moments import moment_words
from leads.roles import Role, has_role


def _entry(request, pk, *roles):
    access.require(request.user, *(roles or [Role.IS_REP]))
    return get_object_or_404(access.queue_entries(request.user).select_related("owner", "lead"), pk=pk)


@require_POST
def queue_claim(request, pk):
    entry, now = _entry(request, pk), timezone.now()
    try:
        entry.take(by=request.user, at=now)
    except Lost as race:
        return lost(request, entry.lead_id, race)
    if many := limits.warning(request.user, now):
        messages.warning(request, many)
    return done(
        request,
        entry.lead_id,
        _("It is yours. The deadline keeps running until you log a contact or complete the hearing."),
    )


@require_POST
def queue_release(request, pk):
    entry = _entry(request, pk, Role.IS_REP, Role.SALES_MANAGER)
    try:
        entry.release(by=request.user, at=timezone.now(), anyones=has_role(request.user, Role.SALES_MANAGER))
    except Lost as race:
        return lost(request, entry.lead_id, race)
    return done(request, entry.lead_id, _("Released: anybody of the team can take it now."))


@require_POST
def queue_snooze(request, pk):
    entry, now = _entry(request, pk), timezone.now()
    calendar = request_calendars(request).of_team(entry.team_id)
    form = SnoozeForm(request.POST, now=now, calendar=calendar, auto_id="snooze_%s")
    if not form.is_valid():
        return invalid(request, entry.lead_id, "snooze", form)
    try:
        entry.snooze(by=request.user, until=form.cleaned_data["until"], at=now)
    except Lost as race:
        return lost(request, entry.lead_id, race)
    until = moment_words(form.cleaned_data["until"], calendar.timezone)
    return done(request, entry.lead_id, _("Snoozed until %(until)s. The deadline keeps running.") % {"until": until})


@require_POST
def snooze_end(request, pk):
    entry = _entry(request, pk)
    try:
        entry.snooze(by=request.user, until=None, at=timezone.now())
    except Lost as race:
        return lost(request, entry.lead_id, race)
    return done(request, entry.lead_id, _("Back among your leads."))


@require_POST
def contact_create(request, pk):
    entry = _entry(request, pk)
    calendar = request_calendars(request).of_team(entry.team_id)
    form = ContactForm(request.POST, calendar=calendar, auto_id="contact_%s")
    if not form.is_valid():
        return invalid(request, entry.lead_id, "contact", form)
    try:
        entry.log_contact(by=request.user, at=timezone.now(), **form.words)
    except Lost as race:
        return lost(request, entry.lead_id, race, form)
    Draft.objects.filter(user=request.user, lead=entry.lead, form="contact").delete()
    return done(request, entry.lead_id, _logged(form.words["callback_at"], calendar))


def _logged(callback_at, calendar) -> str:
    if callback_at is None:
        return _("Contact logged.")
    at = moment_words(callback_at, calendar.timezone)
    return _("Contact logged. The lead comes back to the top at %(at)s, and you are told.") % {"at": at}


@require_POST
def nurture_create(request, pk):
    return _dispose(
        request, pk, "nurture", NurtureReason, _("Moved to nurturing. You can take it back for 10 minutes.")
    )


@require_POST
def disqualify_create(request, pk):
    return _dispose(
        request, pk, "disqualify", DisqualifyReason, _("Disqualified. You can take it back for 10 minutes.")
    )


def _dispose(request, pk, verb, reasons, message):
    entry = _entry(request, pk)
    form = DispositionForm(request.POST, reasons=reasons, auto_id=f"{verb}_%s")
    if not form.is_valid():
        return invalid(request, entry.lead_id, verb, form)
    try:
        getattr(entry, verb)(by=request.user, at=timezone.now(), **form.cleaned_data)
    except Lost as race:
        return lost(request, entry.lead_id, race, form)
    return done(request, entry.lead_id, message)


@require_POST
def disposition_undo(request, pk):
    entry = _entry(request, pk)
    try:
        entry.undo_disposition(by=request.user, at=timezone.now())
    except Lost as race:
        return lost(request, entry.lead_id, race)
    return done(request, entry.lead_id, _("Taken back: it is yours again."))
