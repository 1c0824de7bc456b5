"""A few questions to begin with, each with a page that can be skipped and come back to, and the checklist."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.deadlines.business_days import NoOpenDay
from handoff.deadlines.recount import recount_running_clocks
from handoff.models import BusinessCalendar, CriteriaVersion, StartStep, Team
from handoff.people import staff
from handoff.people.forms import WHAT_ROLES_DO
from handoff.people.views import state, tell_invited
from handoff.publication.publishing import document_of_profile, publish_now
from handoff.start import forms
from handoff.start.checklist import Checklist
from handoff.start.pages import page
from handoff.transition import Lost
from leads.models import Lead
from leads.roles import ROLE_NAMES, Role


@require_GET
def start(request):
    access.require(request.user, Role.ADMIN)
    return render(request, "handoff/start/start.html", {"checklist": Checklist(timezone.now())})


@require_GET
def start_size(request):
    access.require(request.user, Role.ADMIN)
    return page(request, "size", form=forms.SizeForm(initial={"profile": CriteriaVersion.active().profile}))


@require_POST
def start_size_save(request):
    """With leads here already the switch has a page of its own, which says what it would change."""
    access.require(request.user, Role.ADMIN)
    form, now = forms.SizeForm(request.POST), timezone.now()
    if not form.is_valid():
        return page(request, "size", form=form, status=422)
    profile, active = form.cleaned_data["profile"], CriteriaVersion.active()
    if profile != active.profile and Lead.objects.exists():
        return redirect("profile_switch", profile)
    if profile != active.profile:
        try:
            reason = _("Company size chosen at the first start")
            document = document_of_profile(profile)
            publish_now(document, reason=reason, by=request.user, at=now, base_number=active.number)
        except Lost as race:
            form.add_error("profile", race.message)
            return page(request, "size", form=form, status=422)
    StartStep.done(StartStep.Name.SIZE, by=request.user, at=now)
    return redirect("start_teams")


@require_GET
def start_teams(request):
    access.require(request.user, Role.ADMIN)
    return page(request, "teams", formset=forms.Teams(queryset=Team.objects.order_by("pk")))


@require_POST
def start_teams_save(request):
    access.require(request.user, Role.ADMIN)
    formset = forms.Teams(request.POST, queryset=Team.objects.order_by("pk"))
    if not formset.is_valid():
        return page(request, "teams", formset=formset, status=422)
    formset.save()
    messages.success(request, _("The teams are saved."))
    return redirect("start_teams" if "more" in request.POST else "start_people")


@require_GET
def start_people(request):
    access.require(request.user, Role.ADMIN)
    return _people_page(request, _people_rows())


@require_POST
def start_people_save(request):
    """All rows or none; the invitations go out when the people are there."""
    access.require(request.user, Role.ADMIN)
    formset, now = _people_rows(request.POST), timezone.now()
    if not formset.is_valid():
        return _people_page(request, formset, status=422)
    try:
        with transaction.atomic():
            added = [staff.add(**values, by=request.user, at=now) for values in formset.filled]
    except staff.Taken as taken:
        messages.error(request, taken.message)
        return _people_page(request, formset, status=422)
    for person in added:
        tell_invited(request, person)
    return redirect("start_people" if "more" in request.POST else "start_calendar")


@require_GET
def start_calendar(request):
    access.require(request.user, Role.ADMIN)
    return page(request, "calendar", editor=forms.OpenHours(_calendar()))


@require_POST
def start_calendar_save(request):
    access.require(request.user, Role.ADMIN)
    editor, now = forms.OpenHours(_calendar(), request.POST), timezone.now()
    if not editor.is_valid():
        return page(request, "calendar", editor=editor, status=422)
    try:
        with transaction.atomic():
            editor.save()
            recount_running_clocks(at=now, by=request.user)
            StartStep.done(StartStep.Name.CALENDAR, by=request.user, at=now)
    except NoOpenDay as error:
        editor.form.add_error(None, str(error))
        return page(request, "calendar", editor=editor, status=422)
    messages.success(request, _("The calendar is saved."))
    return redirect("start_calendar" if "more" in request.POST else "start")


@require_POST
def start_mail(request):
    """To the own address only."""
    access.require(request.user, Role.ADMIN)
    subject = _("[Tossup] Test mail")
    text = _("This mail shows that Tossup can send e-mail. Invitations and notices will arrive the same way.")
    try:
        send_mail(subject, text, None, [request.user.email])
    except OSError as error:  # what smtplib and sockets raise
        sentence = _("The mail server refused: %(error)s. Look at EMAIL_HOST in docs/settings.md.")
        messages.error(request, sentence % {"error": error})
    else:
        StartStep.done(StartStep.Name.MAIL, by=request.user, at=timezone.now())
        messages.success(request, _("A test mail is on its way to %(email)s.") % {"email": request.user.email})
    return redirect("start")


@require_POST
def start_criteria(request):
    access.require(request.user, Role.ADMIN)
    StartStep.done(StartStep.Name.CRITERIA, by=request.user, at=timezone.now())
    return redirect("criteria_guide")


@require_POST
def start_close(request):
    access.require(request.user, Role.ADMIN)
    StartStep.done(StartStep.Name.CLOSED, by=request.user, at=timezone.now())
    messages.info(request, _("The list is put away. It is still there under Settings, “Getting started”."))
    return redirect("settings")


@require_POST
def start_open(request):
    access.require(request.user, Role.ADMIN)
    StartStep.reopen(StartStep.Name.CLOSED)
    return redirect("start")


def _calendar() -> BusinessCalendar:
    first = BusinessCalendar.objects.prefetch_related("closed_days").order_by("pk").first()
    return first or BusinessCalendar(name=_("Calendar"))


def _people_rows(data=None):
    first = Team.objects.order_by("pk").first()
    return forms.People(data, form_kwargs={"initial": {"team": first and first.pk}})


def _people_page(request, formset, status: int = 200):
    people = User.objects.select_related("member__team").prefetch_related("groups").order_by("pk")
    return page(
        request,
        "people",
        status=status,
        formset=formset,
        people=[(each, state(each)) for each in people],
        several_teams=Team.objects.count() > 1,
        roles=[(ROLE_NAMES[role], does) for role, does in WHAT_ROLES_DO.items()],
    )
