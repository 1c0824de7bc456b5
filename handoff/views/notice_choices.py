"""What I want to hear of and how; the chat of a person or a team; what could not be delivered."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.forms.notice_choices import ChatForm, ChoicesForm
from handoff.models import ChatMessage, ChatTarget, Notice, Team
from handoff.notices import chat, chat_outbox
from leads.roles import Role, has_role

MOST_SHOWN = 200


@require_GET
def notice_choices(request):
    access.require_any_role(request.user)
    return _choices_page(request, ChoicesForm(request.user))


@require_POST
def notice_choices_save(request):
    access.require_any_role(request.user)
    form = ChoicesForm(request.user, request.POST)
    if not form.is_valid():
        return _choices_page(request, form, status=422)
    form.save()
    messages.success(request, _("Saved. It counts from the next notice on."))
    return redirect("notice_choices")


@require_GET
def chat_mine(request):
    access.require_any_role(request.user)
    return _chat_page(request, _of_user(request.user))


@require_POST
def chat_mine_save(request):
    access.require_any_role(request.user)
    return _save(request, _of_user(request.user))


@require_POST
def chat_mine_test(request):
    access.require_any_role(request.user)
    return _test(request, _of_user(request.user))


@require_POST
def chat_mine_remove(request):
    access.require_any_role(request.user)
    return _remove(request, _of_user(request.user))


@require_GET
def chat_team(request, pk):
    return _chat_page(request, _of_team(request, pk))


@require_POST
def chat_team_save(request, pk):
    return _save(request, _of_team(request, pk))


@require_POST
def chat_team_test(request, pk):
    return _test(request, _of_team(request, pk))


@require_POST
def chat_team_remove(request, pk):
    return _remove(request, _of_team(request, pk))


@require_GET
def undelivered(request):
    """Mails and chat messages that were given up, to be tried again."""
    access.require(request.user, Role.ADMIN)
    notices = Notice.objects.filter(email_state="failed").with_story().select_related("recipient")
    failed = ChatMessage.objects.filter(state=ChatMessage.State.FAILED).select_related("target__user", "target__team")
    context = {
        "notices": notices.order_by("-pk")[:MOST_SHOWN],
        "chats": failed.select_related("event__lead", "target__user", "target__team").order_by("-pk")[:MOST_SHOWN],
    }
    return render(request, "handoff/notices/undelivered.html", context)


@require_POST
def undelivered_retry(request):
    """All of them, with the next delivery."""
    access.require(request.user, Role.ADMIN)
    now = timezone.now()
    mails = Notice.objects.filter(email_state="failed")
    count = mails.update(email_state="waiting", email_attempts=0, email_next_at=now)
    failed = ChatMessage.objects.filter(state=ChatMessage.State.FAILED)
    count += failed.update(state=ChatMessage.State.WAITING, attempts=0, next_at=now)
    messages.success(request, _("Tried again within a minute: %(count)s") % {"count": count})
    return redirect("undelivered")


def _choices_page(request, form: ChoicesForm, status: int = 200):
    context = {"form": form, "chat": ChatTarget.objects.filter(user=request.user).first()}
    return render(request, "handoff/notices/choices.html", context, status=status)


def _of_user(user) -> ChatTarget:
    return ChatTarget.objects.filter(user=user).first() or ChatTarget(user=user)


def _of_team(request, pk) -> ChatTarget:
    access.require(request.user, Role.SALES_MANAGER, Role.ADMIN)
    team = get_object_or_404(Team, pk=pk)
    membership = access.member(request.user)
    if not has_role(request.user, Role.ADMIN) and not (membership and membership.team_id == team.pk):
        raise PermissionDenied
    return ChatTarget.objects.filter(team=team).first() or ChatTarget(team=team)


def _chat_page(request, target: ChatTarget, form: ChatForm | None = None, status: int = 200):
    # The address is a secret: once saved, it is not shown again.
    context = {
        "target": target,
        "form": form or ChatForm(),
        "shown": chat.shown(target.address) if target.pk else "",
    }
    return render(request, "handoff/notices/chat.html", context, status=status)


def _back(target: ChatTarget):
    return redirect("chat_team", target.team_id) if target.team_id else redirect("chat_mine")


def _save(request, target: ChatTarget):
    form = ChatForm(request.POST, instance=target)
    if not form.is_valid():
        target.refresh_from_db() if target.pk else None
        return _chat_page(request, target, form, status=422)
    saved = form.save(commit=False)
    saved.last_error, saved.last_error_at = "", None
    saved.save()
    messages.success(request, _("The chat is saved. Send a test to see that it arrives."))
    return _back(target)


def _test(request, target: ChatTarget):
    if not target.pk:
        return _back(target)
    now = timezone.now()
    try:
        chat.send(target.address, _("This is a test from Tossup: notices arrive here."))
    except Exception as error:
        chat_outbox.note_error(target, error, now)
        messages.error(request, _("The test did not arrive. The reason stands below."))
    else:
        ChatTarget.objects.filter(pk=target.pk).update(last_sent_at=now, last_error="", last_error_at=None)
        messages.success(request, _("Sent. Please look into the chat."))
    return _back(target)


def _remove(request, target: ChatTarget):
    if target.pk:
        target.delete()
        messages.success(request, _("The chat is removed."))
    return _back(target)
