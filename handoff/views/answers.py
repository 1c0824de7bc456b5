"""How an act on a lead answers: the lead as it is now, in the page it was done from."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import DateField, DateTimeField
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import reswap, retarget

from handoff import access
from handoff.lead_page.page import LeadPage, leads_with_page
from handoff.queue_list.page import QueuePage
from handoff.words.moments import day_words, moment_words
from leads.asked import asked_address
from leads.htmx import wants_fragment


def lead_page(request, lead_id: int, *, forms: dict | None = None) -> LeadPage:
    lead = leads_with_page(request.user).get(pk=lead_id)
    return LeadPage(request, lead, now=timezone.now(), forms=forms)


def done(request, lead_id: int, message: str):
    """It worked. Without htmx: back to where the person was."""
    messages.success(request, message)
    if not wants_fragment(request):
        return redirect(asked_address(request) or reverse("lead", args=[lead_id]))
    return show(request, lead_id)


def lost(request, lead_id: int, race, form=None, *, also: list[tuple[str, str]] | None = None):
    """Somebody was quicker. What was typed is shown, so that it can be copied. also: what the form does not know."""
    messages.error(request, race.message)
    page = lead_page(request, lead_id)
    page.unsaved = (typed(form) if form else []) + (also or [])
    return show(request, lead_id, page=page, status=422)


def invalid(request, lead_id: int, name: str, form):
    """The form again, with what is wrong with it and the focus on the first wrong field."""
    page = lead_page(request, lead_id, forms={name: form})
    _focus(form)
    if not wants_fragment(request):
        return show(request, lead_id, page=page, status=422)
    response = render(request, f"handoff/_{name}_form.html", {"page": page}, status=422)
    return reswap(retarget(response, f"#{name}-form"), "outerHTML")


def _focus(form) -> None:
    for field in form.fields.values():
        field.widget.attrs.pop("autofocus", None)
    for name in form.errors:
        if name in form.fields:
            form.fields[name].widget.attrs["autofocus"] = True
            return


def show(request, lead_id: int, *, page: LeadPage | None = None, status: int = 200, **context):
    """The whole lead: the fragment for htmx, with its row when the person is in the queue, else the page."""
    page = page or lead_page(request, lead_id)
    context |= {"page": page}
    if not wants_fragment(request):
        return render(request, "handoff/lead.html", context, status=status)
    if page.entry and _in_queue(request) and access.queue_entries(request.user).filter(pk=page.entry.pk).exists():
        queue = QueuePage(request, now=page.now, selected=page.entry)
        context |= {"queue": queue, "row": queue.row(page.entry.pk)}
    return render(request, "handoff/_lead_answer.html", context, status=status)


def typed(form) -> list[tuple[str, str]]:
    """What somebody wrote, as label and words; a field that another answer hides is not asked."""
    idle = getattr(form, "idle", ())
    words = [(field.label, chosen(field)) for field in form if not field.is_hidden and field.name not in idle]
    return [(label, value) for label, value in words if value]


def chosen(field) -> str:
    value = field.value() or ""
    if isinstance(field.field, DateField | DateTimeField):
        return _day_or_moment(field.field, value)
    return str(dict(getattr(field.field, "choices", ())).get(value, value))


def _day_or_moment(field, value) -> str:
    try:
        read = field.clean(value)
    except ValidationError:
        return str(value)  # as it was typed
    return (moment_words if isinstance(field, DateTimeField) else day_words)(read) if read else ""


def _in_queue(request) -> bool:
    path = (request.htmx.current_url_abs_path or "").partition("?")[0]
    return path.startswith(reverse("queue"))
