from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from leads import access
from leads.background import words_of
from leads.htmx import render_page_or_fragment


@require_GET
def run(request, pk):
    """How far a piece of long work is; its starter and admins see it."""
    found = get_object_or_404(access.background_runs(request.user), pk=pk)
    context = {"run": found, "words": words_of(found)}
    return render_page_or_fragment(request, "leads/run.html", "leads/_run.html", context)
