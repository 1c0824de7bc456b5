"""Rules of the criteria draft: each act is its own POST with the revision that the editor saw."""

from dataclasses import replace

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.criteria.document import Outcome, Rule
from handoff.criteria.problems import MOST_RULES
from handoff.forms.rule import RuleForm
from handoff.workshop import answers, operations
from handoff.workshop.draft import Seen, Workshop, change, shown
from handoff.workshop.operations import Gone
from handoff.workshop.page import address, slot
from leads.models.workshop_draft import DraftGone
from leads.roles import Role

NEW = "new"
BLANK = Rule((), Outcome("target", "sales", ""), id=NEW)


@require_GET
def criteria_draft_rule(request, table, rule):
    """The form of a rule; `new` is one that is not there yet."""
    access.require(request.user, Role.ADMIN)
    workshop = Workshop()
    try:
        found = operations.table_of(workshop.document, table)
        form = RuleForm(found, BLANK if rule == NEW else operations.rule_of(workshop.document, table, rule))
    except Gone:
        raise Http404 from None
    return _form_page(request, table, form, workshop.seen)


@require_POST
def criteria_draft_rule_preview(request, table, rule):
    """The form for what is typed: with the fields its choices call for, and as a sentence. Nothing is written."""
    access.require(request.user, Role.ADMIN)
    seen = answers.seen_of(request)
    form = _typed(request, table, rule, seen)
    sentence = form.sentence()
    return _form_page(request, table, form.reshaped(), seen, sentence=sentence)


@require_POST
def criteria_draft_rule_save(request, table, rule):
    access.require(request.user, Role.ADMIN)
    seen = answers.seen_of(request)
    form = _typed(request, table, rule, seen)
    if rule == NEW and len(form.table.rules) >= MOST_RULES:
        form.outcome.add_error(None, _("At most %(number)s rules.") % {"number": MOST_RULES})
    if not form.is_valid():
        return _form_page(request, table, form, seen, status=422)
    edited = form.edited() if rule != NEW else replace(form.edited(), id=operations.new_id("rule"))
    return _save(request, table, form, seen, lambda document: operations.save_rule(document, table, edited))


@require_POST
def criteria_draft_rule_copy(request, table, rule):
    access.require(request.user, Role.ADMIN)
    copy = operations.new_id("rule")
    said = _("The copy is switched off until you switch it on.")
    return answers.edit(request, table, lambda document: operations.copy_rule(document, table, rule, copy), said)


@require_POST
def criteria_draft_rule_move(request, table, rule):
    access.require(request.user, Role.ADMIN)
    number = request.POST.get("number", "")
    if not number.isdecimal() or len(number) > 4:
        raise Http404
    return answers.edit(request, table, lambda document: operations.move_rule(document, table, rule, int(number)))


@require_POST
def criteria_draft_rule_delete(request, table, rule):
    access.require(request.user, Role.ADMIN)
    said = _("The rule was deleted. “Undo” brings it back.")
    return answers.edit(request, table, lambda document: operations.remove_rule(document, table, rule), said)


@require_POST
def criteria_draft_rule_switch(request, table, rule, switch):
    access.require(request.user, Role.ADMIN)
    on = request.POST.get("on") == "1"
    return answers.edit(
        request, table, lambda document: operations.switch_rule(document, table, rule, switch, on)
    )  # fmt: skip


def _typed(request, table: str, rule: str, seen: Seen) -> RuleForm:
    """What was sent, over the draft as its editor saw it: others may have changed or deleted the rule since."""
    try:
        document = shown(seen)
        found = operations.table_of(document, table)
    except Gone:
        raise Http404 from None
    try:
        edited = BLANK if rule == NEW else operations.rule_of(document, table, rule)
    except Gone:
        edited = replace(BLANK, id=rule)
    return RuleForm(found, edited, request.POST)


def _save(request, table: str, form: RuleForm, seen: Seen, operation):
    """As answers.edit; but who typed into a draft that is gone gets the form back to save it into a new one."""
    try:
        edited = change(operation, seen=seen, by=request.user, at=timezone.now())
    except (DraftGone, Gone) as refusal:
        form.outcome.add_error(None, _("%(what)s Save again to keep what you typed.") % {"what": refusal})
        return _form_page(request, table, form, Workshop().seen, status=422)
    closes = slot(table, "rule", form.rule.id)
    return answers.answer(request, table, edited, _("The rule is saved in the draft."), seen=seen, closes=closes)


def _form_page(request, table: str, form: RuleForm, seen: Seen, *, sentence: str = "", status: int = 200):
    context = {
        "table": table,
        "rule": form.rule.id,
        "number": form.number,
        "form": form,
        "seen": seen,
        "slot": slot(table, "rule", form.rule.id),
        "reads": sentence or form.sentence(),
        "back": address(table),
        "may_edit": True,
    }
    return answers.form_page(request, "rule", context, status)
