"""How an edit of the criteria draft answers: the draft as it is now, with what became of the edit."""

from dataclasses import replace
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django_htmx.http import push_url, reswap, retarget

from handoff.criteria.document import Table
from handoff.workshop.conflicts import Note, conflicting
from handoff.workshop.draft import KIND, Change, Seen, Workshop, change, shown
from handoff.workshop.operations import EVERYBODY, Gone, InUse, table_of
from handoff.workshop.page import DraftPage, address
from leads.drafts import news
from leads.htmx import wants_fragment
from leads.models.workshop_draft import DraftGone, Edited

FORMS = ("criteria_draft_rule", "criteria_draft_window", "criteria_draft_segment")


def seen_of(request) -> Seen:
    """What the editor's page showed; a page of this product always says so."""
    try:
        return Seen.parse(request.POST.get("seen", ""))
    except ValueError:
        raise Http404 from None


def shown_table(request, table: str) -> Table:
    """The table as the editor saw it."""
    try:
        return table_of(shown(seen_of(request)), table)
    except Gone:
        raise Http404 from None


def edit(request, table: str, operation: Change, said: str = "", *, keep: str = ""):
    """Do it and show the draft. keep: the panel whose fields stay as the editor left them."""
    seen = seen_of(request)
    try:
        edited = change(operation, seen=seen, by=request.user, at=timezone.now())
    except (DraftGone, Gone, InUse) as refusal:
        return refused(request, table, refusal)
    return answer(request, table, edited, said, seen=seen, keep=keep)


def answer(request, table: str, edited: Edited, said: str = "", *, seen: Seen, keep: str = "", closes: str = ""):
    """closes: the slot whose form was taken over."""
    table = there(table)
    others = [each for each in edited.others if each.by_id != request.user.pk]
    if edited.conflicts or others:
        note = note_of(request, edited, seen, bool(others))
        return show(request, DraftPage(table, note=note, closes=closes), status=409 if edited.conflicts else 200)
    if said:
        messages.success(request, said)
    if not wants_fragment(request):
        return redirect(address(table))
    return show(request, DraftPage(table, closes=closes), keep=keep)


def rebased(request, table: str, edited: Edited, said: str):
    """In a conflict the draft kept its own value; the one in force is shown beside it and can be taken."""
    if not edited.conflicts:
        return answer(request, table, edited, said, seen=seen_of(request))
    in_force = [replace(each, mine=each.theirs, theirs=each.mine) for each in edited.conflicts]
    note = replace(conflicting(Workshop(), in_force), published=True)
    return show(request, DraftPage(there(table), note=note), status=409)


def note_of(request, edited: Edited, seen: Seen, others: bool) -> Note:
    found = news(KIND, seen=seen.revision, reader=request.user) if others else None
    if not edited.conflicts:
        return Note(others=found)
    note = conflicting(Workshop(), edited.conflicts)
    return Note(note.conflicts, note.mine, found)


def refused(request, table: str, refusal: Exception):
    """It makes no sense any more: the draft as it is now, and why."""
    messages.error(request, str(refusal))
    return show(request, DraftPage(there(table)), status=409)


def show(request, page: DraftPage, *, status: int = 200, keep: str = ""):
    """htmx gets the draft alone. It swaps no 409: what is refused or in conflict answers it with 422."""
    context = {"page": page, "keep": keep, "may_edit": True}
    if wants_fragment(request) and not _own_page(request):
        fragment = render(request, "handoff/workshop/_answer.html", context, status=422 if status == 409 else status)
        patch_vary_headers(fragment, ["HX-Request"])
        push_url(fragment, page.address)
        if status == 409:
            fragment["HX-Reswap"] = "outerHTML show:#draft:top"
        return fragment
    response = render(request, "handoff/workshop/draft.html", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    if wants_fragment(request):
        response.status_code = 422 if status == 409 else status
        push_url(reswap(retarget(response, "body"), "innerHTML"), page.address)
    return response


def _own_page(request) -> bool:
    """The form was opened on a page of its own, where the draft is not there to be replaced."""
    path = urlsplit(request.htmx.current_url or "").path
    try:
        return (resolve(path).url_name or "").startswith(FORMS)
    except Resolver404:
        return False


def form_page(request, name: str, context: dict, status: int):
    """A form of its own: in its slot for htmx, else on its page. When it opens it takes the focus."""
    context |= {"opens": request.method == "GET"}
    if not wants_fragment(request):
        return render(request, f"handoff/workshop/{name}.html", context, status=status)
    fragment = render(request, f"handoff/workshop/_{name}_form.html", context, status=status)
    return reswap(retarget(fragment, f"#{context['slot']}"), "innerHTML") if status == 422 else fragment


def there(table: str) -> str:
    """The table asked for, or the one for everybody when its segment is gone."""
    segments = {segment.id for segment in Workshop().document.segments}
    return table if table in segments else EVERYBODY
