"""What goes with the rules of the criteria draft: thresholds, cooling time, quota and deadlines."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handoff import access
from handoff.forms.process import CoolingForm, ProcessForm
from handoff.forms.thresholds import NewThresholdForm, ThresholdsForm
from handoff.workshop import answers, operations
from handoff.workshop.draft import shown
from handoff.workshop.operations import EVERYBODY
from handoff.workshop.page import DraftPage
from leads.roles import Role

NEW = "new"


@require_POST
def criteria_draft_thresholds(request, table):
    access.require(request.user, Role.ADMIN)
    form = ThresholdsForm(answers.shown_table(request, table), request.POST)
    if not form.is_valid():
        return _invalid(request, table, "thresholds", form)
    values = form.cleaned_data
    said = _("The thresholds are saved in the draft.")
    return answers.edit(
        request, table, lambda document: operations.put_thresholds(document, table, values), said, keep="thresholds"
    )


@require_POST
def criteria_draft_threshold_add(request, table):
    access.require(request.user, Role.ADMIN)
    form = NewThresholdForm(answers.shown_table(request, table), request.POST)
    if not form.is_valid():
        return _invalid(request, table, "new_threshold", form)
    added = {form.cleaned_data["threshold"]: form.cleaned_data["value"]}
    return answers.edit(request, table, lambda document: operations.put_thresholds(document, table, added))


@require_POST
def criteria_draft_threshold_remove(request, table):
    access.require(request.user, Role.ADMIN)
    name = request.POST.get("name", "")
    said = _("The threshold was removed. “Undo” brings it back.")
    return answers.edit(request, table, lambda document: operations.remove_threshold(document, table, name), said)


@require_POST
def criteria_draft_cooling(request, table):
    access.require(request.user, Role.ADMIN)
    form = CoolingForm(answers.shown_table(request, table), request.POST)
    if not form.is_valid():
        return _invalid(request, table, "cooling", form)
    days = form.cleaned_data["days"]
    said = _("The cooling time is saved in the draft.")
    return answers.edit(request, table, lambda document: operations.put_cooling(document, table, days), said)


@require_POST
def criteria_draft_process(request):
    access.require(request.user, Role.ADMIN)
    table = answers.there(request.POST.get("table", EVERYBODY))
    form = ProcessForm(shown(answers.seen_of(request)), request.POST)
    if not form.is_valid():
        return _invalid(request, table, "process", form)
    quota, sla, ladders = form.cleaned_data["quota"], form.sla(), form.ladders()
    said = _("Quota and deadlines are saved in the draft.")
    return answers.edit(request, table, lambda document: operations.put_process(document, quota, sla, ladders), said)


def _invalid(request, table: str, name: str, form):
    form.seen = answers.seen_of(request)
    return answers.show(request, DraftPage(answers.there(table), forms={name: form}), status=422)
