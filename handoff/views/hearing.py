from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.hearings.filling import ORIGIN, bound_form, typed, without_origin
from handoff.hearings.history import history
from handoff.judging.verdicts import rejudge
from handoff.models import Draft, Hearing, QueueEntry
from handoff.models.hearing import Conflict
from handoff.transition import Lost
from handoff.views.answers import done, invalid, lead_page, lost, show
from handoff.words.values import flag_label, reason_label
from leads.htmx import render_page_or_fragment, wants_fragment
from leads.roles import Role

CONTACT = ("channel", "result", "callback", "callback_at", "note")
LONGEST_DRAFT = 100_000  # characters, all fields together


@require_POST
def hearing_save(request, pk):
    """Store the answers, judge the lead again and say what that changed."""
    lead = _lead(request, pk)
    form = bound_form(lead, request.POST)
    if not form.is_valid():
        if not _unkeepable(request):
            _keep_draft(request, lead, "hearing")
        return invalid(request, pk, "hearing", form)
    hearing, now = getattr(lead, "hearing", None) or Hearing(lead=lead), timezone.now()
    before = _verdict(lead)
    try:
        with transaction.atomic():
            hearing.save_answers(
                form.answers, base_version=form.cleaned_data["base_version"], by=request.user, at=now,
                template=form.template, sheet_id=form.sheet.id,
            )  # fmt: skip
            rejudge(lead, now)
    except Conflict:
        _keep_draft(request, lead, "hearing")
        return invalid(request, pk, "hearing", form.on_top_of(Hearing.objects.get(lead=lead)))
    except Lost as race:
        _keep_draft(request, lead, "hearing")
        return lost(request, pk, race, form)
    return done(request, pk, _what_changed(lead, hearing, before))


@require_POST
def hearing_outlook(request, pk):
    """What the lead would be by the answers as they stand on the form. Nothing is saved."""
    lead = _lead(request, pk)
    page = lead_page(request, pk, forms={"hearing": bound_form(lead, request.POST)})
    if not wants_fragment(request):
        return show(request, pk, page=page)
    told = page.hearing_panel.outlook
    if told and told.digest == request.POST.get("outlook"):
        return HttpResponse(status=204)  # nothing new to say
    return render(request, "handoff/_hearing_outlook.html", {"page": page})


@require_GET
def hearing_history(request, pk):
    """Each time the hearing was saved, and what changed."""
    access.require_any_role(request.user)
    lead = get_object_or_404(access.leads(request.user).select_related("hearing"), pk=pk)
    hearing = getattr(lead, "hearing", None)
    context = {"lead": lead, "saves": history(hearing) if hearing else []}
    return render_page_or_fragment(request, "handoff/hearing_history.html", "handoff/_hearing_history.html", context)


@require_POST
def draft(request, pk, form):
    """What is being typed, kept for this person until it is submitted."""
    lead = _lead(request, pk)
    if why := _unkeepable(request):
        return HttpResponse(why, status=422)
    _keep_draft(request, lead, form)
    return HttpResponse(status=204)


@require_POST
def draft_discard(request, pk, form):
    """Throw one's own unsaved words away and show what is saved."""
    lead = _lead(request, pk)
    Draft.objects.filter(user=request.user, lead=lead, form=form).delete()
    return done(request, pk, _("The draft was discarded."))


def _lead(request, pk):
    access.require(request.user, Role.IS_REP)
    lead = get_object_or_404(access.leads(request.user).select_related("hearing", "verdict"), pk=pk)
    entry = QueueEntry.objects.open().filter(lead=lead).first()
    if entry and not access.queue_entries(request.user).filter(pk=entry.pk).exists():
        raise PermissionDenied  # in another team's queue
    return lead


def _unkeepable(request) -> str:
    """Why what was typed cannot be kept as a draft; "" when it can."""
    typed = [value for name in request.POST for value in request.POST.getlist(name)]
    if any("\x00" in value for value in typed):
        return _("The text holds a character that cannot be stored (0x00).")
    return _("The text is too long to be kept.") if sum(map(len, typed)) > LONGEST_DRAFT else ""


def _keep_draft(request, lead, form) -> None:
    values = _typed(request, lead, form)
    base = request.POST.get("base_version", "")
    base_version = int(base) if base.isascii() and base.isdigit() and len(base) < 10 else 0
    hearing = getattr(lead, "hearing", None)
    if form == "hearing" and hearing and without_origin(values) == hearing.answers:
        Draft.objects.filter(user=request.user, lead=lead, form=form).delete()
    else:
        Draft.keep(request.user, lead, form, values, base_version)


def _typed(request, lead, form) -> dict:
    if form != "hearing":
        return {name: request.POST[name] for name in CONTACT if request.POST.get(name)}
    made_from = {name: request.POST[name] for name in ORIGIN if request.POST.get(name)}
    return typed(bound_form(lead, request.POST)) | made_from


def _verdict(lead) -> tuple[str, str] | None:
    verdict = getattr(lead, "verdict", None)
    return (verdict.flag, verdict.reason) if verdict else None


def _what_changed(lead, hearing, before) -> str:
    lead.refresh_from_db()
    after = _verdict(lead)
    if after and after != before:
        facts = {"flag": flag_label(after[0]), "reason": reason_label(after[1])}
        return _("Hearing saved. The verdict is now: %(flag)s (%(reason)s).") % facts
    if hearing.missing:
        return _("Hearing saved. It is not complete yet.")
    return _("Hearing saved. The verdict stays as it is.")
