from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.exports import record, table
from handoff.forms.export import ExportForm, LeadExportForm
from handoff.lead_list import LeadList, columns
from handoff.models import Export
from handoff.nurturing.nurture_list import NurtureList
from handoff.views.nurture import READERS
from leads.exporting.csv_file import lines, loss
from leads.roles import Role, has_role
from leads.streaming import stream

USUAL = {"columns": "seen", "encoding": "utf-8-sig"}


@require_GET
def leads_export(request):
    """Ask how the list is to be written."""
    access.require_any_role(request.user)
    return _ask(request, LeadExportForm(initial=USUAL), _lead_list(request), Export.What.LEADS)


@require_POST
def leads_export_file(request):
    """The lead list as its reader sees it, as a file."""
    access.require_any_role(request.user)
    page, form = _lead_list(request), LeadExportForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, page, Export.What.LEADS, status=422)
    contents = table.of_leads(page, everything=form.cleaned_data["columns"] == "all")
    return _answer(request, form, page, Export.What.LEADS, contents)


@require_GET
def nurture_export(request):
    """Ask how the nurture list is to be written."""
    access.require(request.user, *READERS)
    return _ask(request, ExportForm(initial=USUAL), _nurture_list(request), Export.What.NURTURE)


@require_POST
def nurture_export_file(request):
    """The nurture list for the marketing tool: who, why, and when to look again."""
    access.require(request.user, *READERS)
    page, form = _nurture_list(request), ExportForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, page, Export.What.NURTURE, status=422)
    return _answer(request, form, page, Export.What.NURTURE, table.of_nurturing(page))


@require_GET
def exports(request):
    """Who took which list out as a file."""
    access.require(request.user, Role.ADMIN)
    return render(request, "handoff/exports/log.html", {"log": record.Log(request.GET)})


def _lead_list(request) -> LeadList:
    return LeadList(_asked(request), request.user)


def _nurture_list(request) -> NurtureList:
    return NurtureList(_asked(request), access.leads(request.user), now=timezone.now())


def _asked(request) -> QueryDict:
    """The address of the list: of the page itself, or as its form keeps it."""
    return QueryDict(request.POST["asked"]) if "asked" in request.POST else request.GET


def _ask(request, form, page, what: str, *, lost=None, status=200):
    names = {Export.What.LEADS: ("leads", _("Leads")), Export.What.NURTURE: ("nurture", _("Nurturing"))}
    url, title = names[Export.What(what)]
    context = {
        "form": form,
        "page": page,
        "title": title,
        "list_url": reverse(url),
        "file_url": reverse(f"{url}_export_file"),
        "without_contacts": what == Export.What.LEADS and not has_role(request.user, *columns.MAY_TAKE_CONTACTS),
        "lost": lost,
        "is_nurture": what == Export.What.NURTURE,
    }
    return render(request, "handoff/exports/ask.html", context, status=status)


def _answer(request, form, page, what: str, contents: table.Table):
    encoding = form.cleaned_data["encoding"]
    if not form.cleaned_data["accept_loss"] and (lost := loss(contents.rows(), encoding)).rows:
        return _ask(request, form, page, what, lost=lost, status=422)
    now = timezone.now()
    record.write(request.user, now, what, page.asked, contents, encoding)
    name = {Export.What.LEADS: _("Lead list"), Export.What.NURTURE: _("Nurture list")}[Export.What(what)]
    response = stream(request, lines(contents.labels, contents.rows(), encoding), content_type=_type(encoding))
    response["Content-Disposition"] = content_disposition_header(True, f"{name}_{timezone.localdate(now):%Y%m%d}.csv")
    response["Cache-Control"] = "no-store"
    return response


def _type(encoding: str) -> str:
    return f"text/csv; charset={'utf-8' if encoding == 'utf-8-sig' else 'Shift_JIS'}"
