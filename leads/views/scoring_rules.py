"""Edits of single rules and groups of the scoring draft. They go by their ids, so no edit hits another's rule."""

from dataclasses import asdict

from django.views.decorators.http import require_POST

from leads import access
from leads.forms.scoring import AttributeForm, GroupForm, NewBehaviourForm
from leads.models.workshop_draft import DraftGone
from leads.roles import Role
from leads.workshop import edits
from leads.workshop.answers import answer, answer_row, edit, gone, invalid_row, seen_of
from leads.workshop.page import DraftPage


@require_POST
def behaviour_add(request):
    access.require(request.user, Role.ADMIN)
    form = NewBehaviourForm(request.POST, kinds=DraftPage(request.user).kinds, auto_id="new-behaviour-%s")
    return _add(request, "behaviour", form, "new-behaviour")


@require_POST
def group_add(request):
    access.require(request.user, Role.ADMIN)
    return _add(request, "attribute_groups", GroupForm(request.POST, auto_id="new-group-%s"), "new-group")


@require_POST
def rule_add(request, group):
    access.require(request.user, Role.ADMIN)
    form = AttributeForm(request.POST, fields=DraftPage(request.user).fields, auto_id=f"new-{group}-%s")
    return _add(request, group, form, f"new-{group}")


@require_POST
def rule_change(request, rule):
    """One row as it was typed; saved by itself when a field is left."""
    access.require(request.user, Role.ADMIN)
    try:
        form = DraftPage(request.user).form_of(rule, request.POST, seen=seen_of(request))
        if not form.is_valid():
            return invalid_row(request, rule, form)
        fields = _plain(form.rule())
        fields.pop("rules", None)
        edited = edit(request, lambda document: edits.changed(document, rule, fields))
    except (LookupError, DraftGone) as error:
        return gone(request, error)
    return answer_row(request, rule, edited)


@require_POST
def rule_copy(request, rule):
    access.require(request.user, Role.ADMIN)
    return _rearrange(request, lambda document: edits.copied(document, rule)[0], rule)


@require_POST
def rule_remove(request, rule):
    access.require(request.user, Role.ADMIN)
    return _rearrange(request, lambda document: edits.removed(document, rule))


@require_POST
def rule_place(request, rule):
    access.require(request.user, Role.ADMIN)
    number = request.POST.get("number", "")
    place = int(number[:5]) if number.isdecimal() else 1
    return _rearrange(request, lambda document: edits.placed(document, rule, place), rule)


def _add(request, where: str, form, name: str):
    if not form.is_valid():
        return answer(request, bound={name: form})
    thing = _plain(form.rule())
    return _rearrange(request, lambda document: edits.added(document, where, thing)[0])


def _rearrange(request, operation, name: str = ""):
    try:
        edited = edit(request, operation)
    except (LookupError, DraftGone) as error:
        return gone(request, error)
    return answer(request, edited, anchor=f"#rule-{name}" if name else "")


def _plain(thing) -> dict:
    return {name: list(value) if name == "rules" else value for name, value in asdict(thing).items() if name != "id"}
