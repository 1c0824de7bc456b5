import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from handoff import access
from handoff.forms.notices import MailLanguageForm
from handoff.notices import words as notice_words
from handoff.querysets.notice import PAGE
from leads.htmx import wants_fragment


@require_GET
def notice_list(request):
    found = access.notices(request.user).visible(timezone.now())
    unread_only = request.GET.get("show") == "unread"
    shown = found.unread() if unread_only else found
    page = _page(shown.after(*_position(request.GET["after"])) if "after" in request.GET else shown)
    context = page | {"unread_only": unread_only, "next_url": _next_url(page, unread_only)}
    if wants_fragment(request):
        return render(request, "handoff/_notice_items.html", context)
    context |= {"unread_count": found.unread().count_up_to_many(), "mail_form": _mail_form(request)}
    return render(request, "handoff/notices.html", context)


def _page(notices) -> dict:
    rows = list(notices.newest().with_story()[: PAGE + 1])
    for notice in rows:
        notice.text = notice_words.text(notice)
    return {"notices": rows[:PAGE], "more": len(rows) > PAGE}


def _next_url(page: dict, unread_only: bool) -> str:
    if not page["more"]:
        return ""
    last = page["notices"][-1]
    query = {"after": f"{last.visible_at.isoformat()}_{last.pk}"} | ({"show": "unread"} if unread_only else {})
    return f"{reverse('notices')}?{urlencode(query)}"


def _position(text: str) -> tuple[dt.datetime, int]:
    """Where the last page ended: "<ISO moment>_<notice>"."""
    moment, _separator, pk = text.rpartition("_")
    try:
        position = dt.datetime.fromisoformat(moment), int(pk)
        if position[0].tzinfo is None or position[1] > 2**62:
            raise ValueError(text)
    except ValueError as error:
        raise Http404 from error
    return position


def _mail_form(request) -> MailLanguageForm | None:
    membership = access.member(request.user)
    return MailLanguageForm(instance=membership) if membership else None


@require_GET
def bell(request):
    """The bell, when its count has changed; otherwise nothing is swapped."""
    count = access.notices(request.user).visible(timezone.now()).unread().count_up_to_many()
    if wants_fragment(request) and request.GET.get("seen") == str(count):
        return HttpResponse(status=204)
    return render(request, "handoff/_bell.html", {"unread": count})


@require_POST
def notice_open(request, pk):
    """Mark it read and go where something can be done about it."""
    notice = get_object_or_404(access.notices(request.user).with_story(), pk=pk)
    access.notices(request.user).filter(pk=pk).read(timezone.now())
    return redirect(notice_words.url(notice))


@require_POST
def notice_read(request, pk):
    notice = get_object_or_404(access.notices(request.user).with_story(), pk=pk)
    access.notices(request.user).filter(pk=pk).read(timezone.now())
    notice.refresh_from_db(fields=["read_at"])
    if not wants_fragment(request):
        return redirect("notices")
    notice.text = notice_words.text(notice)
    return trigger_client_event(render(request, "handoff/_notice.html", {"notice": notice}), "notices-read")


@require_POST
def notices_read(request):
    """Mark all read that the person could see: nothing that arrived since the page was made."""
    try:
        seen = min(dt.datetime.fromisoformat(request.POST.get("until", "")), timezone.now())
    except (ValueError, TypeError):
        seen = timezone.now()
    access.notices(request.user).visible(seen).read(timezone.now())
    return redirect("notices")


@require_POST
def mail_language(request):
    membership = access.member(request.user)
    if membership is None:
        raise Http404
    form = MailLanguageForm(request.POST, instance=membership)
    if not form.is_valid():
        return redirect("notices")  # only a forged form names another language
    form.save()
    language = membership.get_language_display()
    messages.success(request, _("Mails to you are now written in %(language)s.") % {"language": language})
    return redirect("notices")
