"""The first account of an empty installation: the one page of the first start without a login."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from handoff.start import first_account
from handoff.start.forms import AccountForm
from handoff.transition import Lost


@require_GET
@login_not_required
@never_cache
def start_account(request):
    if not first_account.nobody_is_here():
        return redirect("home")
    key = request.GET.get("key", "")
    if not first_account.may_be_made(key):
        return render(request, "handoff/start/locked.html", status=403)
    return _page(request, AccountForm(), key)


@require_POST
@login_not_required
def start_account_create(request):
    key = request.POST.get("key", "")
    if not first_account.nobody_is_here():
        return redirect("home")
    if not first_account.may_be_made(key):
        raise PermissionDenied
    form = AccountForm(request.POST)
    if not form.is_valid():
        return _page(request, form, key, status=422)
    try:
        user = first_account.make(**form.cleaned_data, at=timezone.now())
    except Lost as race:
        form.add_error(None, race.message)
        return _page(request, form, key, status=422)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("start_size")


def _page(request, form, key: str, status: int = 200):
    return render(request, "handoff/start/account.html", {"form": form, "key": key}, status=status)
