"""The people page of an admin."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.models import Event, Team
from handoff.people import forms, invitations, staff
from handoff.people.words import DEALS_LEFT
from handoff.transition import Lost
from handoff.words import events as event_words
from leads.people import full_name
from leads.roles import Role

LATEST_CHANGES = 20


@require_GET
def people(request):
    access.require(request.user, Role.ADMIN)
    rows = list(_people().order_by("-is_active", "member__team", "last_name", "email"))
    context = {
        "people": [(person, state(person)) for person in rows],
        "teams": Team.objects.order_by("pk"),
        "changes": _changes(),
    }
    return render(request, "handoff/people/people.html", context)


@require_GET
def person_new(request):
    access.require(request.user, Role.ADMIN)
    first = Team.objects.order_by("pk").first()
    return _new_page(request, forms.PersonForm(initial={"team": first and first.pk}))


@require_POST
def person_create(request):
    access.require(request.user, Role.ADMIN)
    form = forms.PersonForm(request.POST)
    if not form.is_valid():
        return _new_page(request, form, status=422)
    try:
        person = staff.add(**form.cleaned_data, by=request.user, at=timezone.now())
    except staff.Taken as taken:
        form.add_error("email", taken.message)
        return _new_page(request, form, status=422)
    tell_invited(request, person)
    return redirect("people")


@require_GET
def person(request, pk):
    found = _person(request, pk)
    return _person_page(request, found, forms.PersonForm(initial=forms.initial(found), person=found))


@require_POST
def person_save(request, pk):
    found = _person(request, pk)
    form = forms.PersonForm(request.POST, person=found)
    if form.is_valid():
        try:
            staff.change(found, **form.cleaned_data, by=request.user, at=timezone.now())
        except Lost as refused:
            form.add_error(None, refused.message)
            found = _person(request, pk)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": full_name(found)})
            steps_down = found == request.user and Role.ADMIN not in form.cleaned_data["roles"]
            return redirect("home" if steps_down and not found.is_superuser else "people")
    return _person_page(request, found, form, status=422)


@require_POST
def invitation_create(request, pk):
    found = _person(request, pk)
    if invitations.is_invited(found):
        tell_invited(request, found)
    else:
        messages.info(request, _("%(name)s has a password already.") % {"name": full_name(found)})
    return redirect("person", pk)


@require_POST
def deactivation_create(request, pk):
    """On to the hand-over when the person holds leads: their deadlines go on."""
    found = _person(request, pk)
    try:
        staff.deactivate(found, by=request.user, at=timezone.now())
    except Lost as refused:
        messages.error(request, refused.message)
        return redirect("person", pk)
    messages.success(request, _("%(name)s is deactivated and can no longer log in.") % {"name": full_name(found)})
    if deals := forms.open_deals(found):
        messages.warning(request, DEALS_LEFT % {"name": full_name(found), "count": deals})
    if forms.holds_anything(found) and hasattr(found, "member"):
        return redirect("handover", found.member.pk)
    return redirect("person", pk) if deals else redirect("people")


@require_POST
def reactivation_create(request, pk):
    found = _person(request, pk)
    try:
        staff.reactivate(found, by=request.user, at=timezone.now())
    except Lost as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("%(name)s is active again.") % {"name": full_name(found)})
    return redirect("person", pk)


def state(person: User) -> str:
    if not person.is_active:
        return "left"
    return "invited" if invitations.is_invited(person) else "active"


def tell_invited(request, person: User) -> None:
    facts = {"name": full_name(person), "email": person.email}
    if invitations.send(person, by=request.user):
        messages.success(request, _("The invitation to %(name)s is on its way to %(email)s.") % facts)
    else:
        sentence = _("The mail to %(email)s could not be sent. Pass the link on the page of %(name)s on by hand.")
        messages.warning(request, sentence % facts)


def _may_pass_on(user: User, found: User) -> bool:
    """Whoever opens the link of an invitation becomes that person."""
    return invitations.is_invited(found) and (user.is_superuser or not found.is_superuser)


def _people():
    return User.objects.select_related("member__team").prefetch_related("groups")


def _person(request, pk) -> User:
    access.require(request.user, Role.ADMIN)
    return get_object_or_404(_people(), pk=pk)


def _changes(person: User | None = None) -> list[tuple[Event, event_words.Line]]:
    events = Event.objects.filter(kind=Event.Kind.PERSON_CHANGED).select_related("actor").order_by("-at", "-pk")
    if person:
        events = events.filter(data__person=person.pk)
    return [(event, event_words.describe(event)) for event in events[:LATEST_CHANGES]]


def _new_page(request, form, status: int = 200):
    return render(request, "handoff/people/new.html", {"form": form}, status=status)


def _person_page(request, found: User, form, status: int = 200):
    context = {
        "person": found,
        "state": state(found),
        "form": form,
        "link": invitations.link(found) if _may_pass_on(request.user, found) else "",
        "holds": forms.holds_anything(found),
        "deals": forms.open_deals(found),
        "changes": _changes(found),
    }
    return render(request, "handoff/people/person.html", context, status=status)
