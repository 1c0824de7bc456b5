from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from leads import access
from leads.forms.scoring_draft import ScoringDraft
from leads.htmx import render_page_or_fragment
from leads.models import ScoringModel
from leads.publications import UnderWay
from leads.roles import Role, has_role
from leads.scoring import NewerVersion, publish
from leads.scoring_changes import changes
from leads.scoring_page import effect, page_of, version_page


@require_GET
def scoring(request):
    access.require_any_role(request.user)
    context = page_of(ScoringModel.objects.select_related("author").active())
    context["may_edit"] = has_role(request.user, Role.ADMIN)
    return render(request, "leads/scoring.html", context)


@require_GET
def scoring_version(request, number):
    access.require_any_role(request.user)
    versions = ScoringModel.objects.select_related("author")
    model = get_object_or_404(versions, number=number)
    against = request.GET.get("against", "")
    if against.isdecimal():
        other = get_object_or_404(versions, number=int(against[:9]))
    else:
        other = versions.filter(number__lt=number).order_by("-number").first()
    return render(request, "leads/scoring_version.html", version_page(model, other))


@require_GET
def scoring_edit(request):
    access.require(request.user, Role.ADMIN)
    return _form(request, ScoringDraft.of(ScoringModel.objects.active()))


@require_POST
def scoring_behaviour_add(request):
    draft = _draft(request)
    draft.add_behaviour()
    return _form(request, draft)


@require_POST
def scoring_group_add(request):
    draft = _draft(request)
    draft.add_group()
    return _form(request, draft)


@require_POST
def scoring_rule_add(request, group):
    draft = _draft(request)
    draft.add_rule(group)
    return _form(request, draft)


@require_POST
def scoring_behaviour_remove(request, rule):
    draft = _draft(request)
    draft.remove_behaviour(rule)
    return _form(request, draft)


@require_POST
def scoring_group_remove(request, group):
    draft = _draft(request)
    draft.remove_group(group)
    return _form(request, draft)


@require_POST
def scoring_rule_remove(request, group, rule):
    draft = _draft(request)
    draft.remove_rule(group, rule)
    return _form(request, draft)


@require_POST
def scoring_preview(request):
    """What the draft would change, without saving anything."""
    draft = _draft(request, checked=True)
    draft.without_reason()
    if not draft.is_valid():
        return _form(request, draft, status=422)
    active, document = ScoringModel.objects.active(), draft.document()
    shown = {"effect": effect(document, timezone.now()), "changes": changes(active.parsed, document)}
    return _form(request, draft, **shown)


@require_POST
def scoring_publish(request):
    draft = _draft(request, checked=True)
    if not draft.is_valid() or not _can_be_published(draft):
        return _form(request, draft, status=422)
    values = draft.publish_form.cleaned_data
    try:
        run = publish(
            draft.document(), reason=values["reason"], by=request.user, at=timezone.now(), base=values["base"]
        )
    except NewerVersion as error:
        return _conflict(request, draft, error.newest)
    except UnderWay as other:
        draft.publish_form.add_error(None, str(other))
        return _form(request, draft, status=422)
    return redirect("run", run.pk)


def _draft(request, *, checked: bool = False) -> ScoringDraft:
    access.require(request.user, Role.ADMIN)
    return ScoringDraft.posted(request.POST, checked=checked)


def _form(request, draft: ScoringDraft, *, status: int = 200, **shown):
    context = {"draft": draft, "has_errors": status == 422} | shown
    return render_page_or_fragment(
        request, "leads/scoring_edit.html", "leads/_scoring_form.html", context, status=status
    )


def _can_be_published(draft: ScoringDraft) -> bool:
    document, form = draft.document(), draft.publish_form
    if problems := document.problems():
        form.add_error(None, [str(problem) for problem in problems])
    elif document == ScoringModel.objects.active().parsed:
        form.add_error(None, _("Nothing has changed since the version in force."))
    return form.is_valid()


def _conflict(request, draft: ScoringDraft, newest: ScoringModel):
    """Everything typed is kept; publishing again puts it on top of the newer version, knowingly."""
    theirs = version_page(newest, ScoringModel.objects.filter(number=draft.publish["base"]).first())
    draft = ScoringDraft(draft.behaviour, draft.groups, draft.publish | {"base": newest.number})
    return _form(request, draft, status=422, newest=newest, theirs=theirs["changes"])
