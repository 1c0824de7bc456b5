from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from leads import access
from leads.asked import asked_number
from leads.htmx import render_page_or_fragment
from leads.normalise import company_key, corporate_number, nfkc

PAGE = 50
LEADS = 50


@require_GET
def companies(request):
    access.require_any_role(request.user)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = _after(_search(access.companies(request.user), text), request.GET)
    found = list(found.annotate(lead_count=_lead_count(request)).order_by("name_key", "id")[: PAGE + 1])
    context = {"companies": found[:PAGE], "text": text, "last": found[PAGE - 1] if len(found) > PAGE else None}
    return render_page_or_fragment(request, "leads/companies.html", "leads/_company_list.html", context)


def _lead_count(request):
    of_company = access.leads(request.user).filter(company=OuterRef("pk")).order_by().values("company")
    return Coalesce(Subquery(of_company.annotate(size=Count("pk")).values("size")), 0)


def _search(found, text: str):
    if not text:
        return found
    if number := corporate_number(text):
        return found.filter(corporate_number=number)
    words = nfkc(text)
    return found.filter(
        Q(name_key__contains=company_key(text)) | Q(name_kana__icontains=words) | Q(name_english__icontains=words)
    )


def _after(found, query):
    """What follows a company in the order of the list."""
    last = asked_number(query.get("id", ""))
    if last is None:
        return found
    key = query.get("key", "").replace("\x00", "")
    return found.filter(TupleGreaterThan(Tuple("name_key", "id"), (key, last)))


@require_GET
def company(request, pk):
    access.require_any_role(request.user)
    shown = get_object_or_404(access.companies(request.user), pk=pk)
    leads = list(access.leads(request.user).filter(company=shown).order_by("-title_rank", "id")[: LEADS + 1])
    context = {
        "company": shown,
        "leads": leads[:LEADS],
        "has_more_leads": len(leads) > LEADS,
        "duplicates": shown.possible_duplicates()[:10],
    }
    return render(request, "leads/company.html", context)
