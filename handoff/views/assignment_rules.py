"""Territories, skills and what is assigned without a manager: each team's own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.assignment.rules_page import rules_page
from handoff.forms.assignment_rule import AssignmentRuleForm, PolicyForm
from handoff.models import AssignmentPolicy, AssignmentRule
from handoff.workshop.field_choices import known_values
from leads.roles import Role


@require_GET
def assignment_rules(request):
    _require(request)
    return render(request, "handoff/assignment/rules.html", {"teams": rules_page(request.user)})


@require_POST
def assignment_policy(request, pk):
    team = _team(request, pk)
    form = PolicyForm(request.POST, instance=AssignmentPolicy.of(team.pk), prefix=f"policy-{team.pk}")
    if not form.is_valid():
        teams = rules_page(request.user, sent=(team.pk, form))
        return render(request, "handoff/assignment/rules.html", {"teams": teams}, status=422)
    form.save()
    messages.success(request, _("How toss-ups of %(team)s are assigned is saved.") % {"team": team})
    return redirect("assignment_rules")


@require_GET
def assignment_rule_new(request, pk, kind):
    return _page(request, AssignmentRuleForm(instance=_new(request, pk, kind)))


@require_POST
def assignment_rule_create(request, pk, kind):
    rule = _new(request, pk, kind)
    last = AssignmentRule.objects.filter(team=rule.team, kind=kind).aggregate(last=Max("position"))["last"]
    rule.position = 0 if last is None else last + 1
    return _save(request, AssignmentRuleForm(request.POST, instance=rule))


@require_GET
def assignment_rule(request, pk):
    return _page(request, AssignmentRuleForm(instance=_rule(request, pk)))


@require_POST
def assignment_rule_save(request, pk):
    return _save(request, AssignmentRuleForm(request.POST, instance=_rule(request, pk)))


@require_POST
def assignment_rule_remove(request, pk):
    rule = _rule(request, pk)
    rule.delete()
    messages.success(request, _("“%(name)s” is removed.") % {"name": rule.name})
    return redirect("assignment_rules")


@require_POST
@transaction.atomic
def assignment_rule_up(request, pk):
    """One place further up: of the territories the first that a lead meets decides."""
    rule = _rule(request, pk)
    rules = list(AssignmentRule.objects.select_for_update().filter(team=rule.team, kind=rule.kind))
    place = rules.index(rule)
    if place:
        rules[place - 1 : place + 1] = [rule, rules[place - 1]]
    for position, each in enumerate(rules):
        each.position = position
    AssignmentRule.objects.bulk_update(rules, ["position"])
    return redirect("assignment_rules")


def _require(request) -> None:
    access.require(request.user, Role.SALES_MANAGER, Role.ADMIN)


def _team(request, pk):
    _require(request)
    return get_object_or_404(access.managed_teams(request.user), pk=pk)


def _new(request, pk, kind) -> AssignmentRule:
    if kind not in AssignmentRule.Kind.values:
        raise Http404
    return AssignmentRule(team=_team(request, pk), kind=kind)


def _rule(request, pk) -> AssignmentRule:
    _require(request)
    teams = access.managed_teams(request.user)
    if not teams:
        raise PermissionDenied
    return get_object_or_404(AssignmentRule.objects.select_related("team"), pk=pk, team__in=teams)


def _save(request, form):
    if not form.is_valid():
        return _page(request, form, status=422)
    rule = form.save()
    messages.success(request, _("“%(name)s” is saved.") % {"name": rule.name})
    return redirect("assignment_rules")


def _page(request, form, status=200):
    context = {"form": form, "rule": form.instance, "industries": known_values("industry")}
    return render(request, "handoff/assignment/rule.html", context, status=status)
