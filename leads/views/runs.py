from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from leads import access
from leads.background import repeat, words_of
from leads.htmx import render_page_or_fragment


@require_GET
def run(request, pk):
    """How far a piece of long work is; its starter and admins see it."""
    found = _run(request, pk)
    context = {"run": found, "words": words_of(found)}
    return render_page_or_fragment(request, "leads/run.html", "leads/_run.html", context)


@require_POST
def run_cancel(request, pk):
    """Stop the work at its next step; everything stays as it was before."""
    found = _run(request, pk)
    if not (words_of(found)["may_cancel"] and found.cancel(at=timezone.now())):
        messages.info(request, _("It was too late to cancel this work."))
    return redirect("run", pk)


@require_POST
def run_repeat(request, pk):
    """Do again what failed after the main step of the work."""
    found = _run(request, pk)
    if words_of(found)["may_repeat"]:
        repeat(found)
    return redirect("run", pk)


def _run(request, pk):
    return get_object_or_404(access.background_runs(request.user), pk=pk)
