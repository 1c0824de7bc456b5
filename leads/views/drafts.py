from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from leads import access
from leads.drafts import WORKSHOPS, news
from leads.roles import Role


@require_GET
def draft_news(request, kind):
    """Who else changed the draft since the revision that the reader's page shows."""
    access.require(request.user, Role.ADMIN)
    if kind not in WORKSHOPS:
        raise Http404
    seen = request.GET.get("seen", "")
    found = news(kind, seen=int(seen[:9]) if seen.isdecimal() else 0, reader=request.user)
    return render(request, "leads/_draft_news.html", {"news": found})
