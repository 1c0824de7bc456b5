"""How the queue is shown: filters to choose from, columns, and saved views."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from handoff import access
from handoff.forms.saved_view import SavedViewForm
from handoff.models import SavedView
from handoff.models.saved_view import QUERY_MAX
from handoff.queue_list import columns, filters
from handoff.queue_list.query import QueueQuery, Viewer
from handoff.saved_views import VIEWS_UP_TO, counts, views_of
from handoff.views.queue import READERS
from leads.htmx import render_page_or_fragment
from leads.roles import Role, has_role


@require_GET
def queue_filters(request):
    """The filters with what the open queue holds to choose from."""
    asked, _viewer = _asked(request, request.GET)
    context = {"asked": asked, "fields": [_field(each, asked, request.user) for each in filters.FILTERS]}
    return render_page_or_fragment(request, "handoff/shape/filters.html", "handoff/shape/_filters.html", context)


def _field(each: filters.Filter, asked: QueueQuery, user) -> dict:
    value = asked.filters.get(each.name, "")
    is_menu = each.name in filters.CHOOSING
    return {"filter": each, "value": value, "choices": filters.choices(each, value, user) if is_menu else None}


@require_GET
def queue_columns(request):
    asked, _viewer = _asked(request, request.GET)
    chosen = columns.chosen(request.user)
    options = [(column, column.name in chosen) for column in columns.COLUMNS]
    context = {"asked": asked, "options": options}
    return render_page_or_fragment(request, "handoff/shape/columns.html", "handoff/shape/_columns.html", context)


@require_POST
def queue_columns_save(request):
    asked, _viewer = _asked(request, QueueQuery.parse(request.POST.get("query", "")))
    columns.keep(request.user, request.POST.getlist("column"))
    return _to_list(asked.address())


@require_GET
def saved_views(request):
    """All views, and a form for the list that the address asks for."""
    asked, viewer = _asked(request, request.GET)
    return _views_page(request, viewer, asked, _form(request))


@require_GET
def saved_view_counts(request):
    _query, viewer = _asked(request, request.GET)
    found = views_of(request.user)
    numbers = counts(found, viewer)
    return render(request, "handoff/shape/_view_counts.html", {"counts": numbers.items()})


@require_POST
def saved_view_create(request):
    asked, viewer = _asked(request, QueueQuery.parse(request.POST.get("query", "")))
    form = _form(request, request.POST, instance=SavedView(owner=request.user, team=_team(request)))
    form.instance.query = asked.address()
    if len(form.instance.query) > QUERY_MAX:
        form.add_error(None, _("The search and the filters are too long to keep. Shorten them first."))
    if SavedView.objects.of(request.user).count() >= VIEWS_UP_TO:
        form.add_error(None, _("You have %(count)s views. Remove one first.") % {"count": VIEWS_UP_TO})
    if not form.is_valid() or not _saved(form):
        return _views_page(request, viewer, asked, form, status=422)
    messages.success(request, _("Saved: %(name)s.") % {"name": form.instance.name})
    return _to_list(asked.address())


@require_POST
def saved_view_change(request, pk):
    """Another name, or shared or not."""
    asked, viewer = _asked(request, request.GET)
    view = get_object_or_404(SavedView.objects.of(request.user), pk=pk)
    form = _form(request, request.POST, instance=view)
    if not form.is_valid() or not _saved(form):
        return _views_page(request, viewer, asked, _form(request), status=422, changed=form)
    messages.success(request, _("Saved: %(name)s.") % {"name": view.name})
    return redirect("saved_views")


@require_POST
def saved_view_remove(request, pk):
    """One's own; a manager may also clear away what colleagues share."""
    _asked(request, request.GET)
    mine = Q(owner=request.user)
    may = mine | Q(is_shared=True) if has_role(request.user, Role.SALES_MANAGER, Role.ADMIN) else mine
    view = get_object_or_404(access.saved_views(request.user).filter(may), pk=pk)
    view.delete()
    messages.success(request, _("Removed: %(name)s.") % {"name": view.name})
    return redirect("saved_views")


def _asked(request, asked) -> tuple[QueueQuery, Viewer]:
    access.require(request.user, *READERS)
    query = asked if isinstance(asked, QueueQuery) else QueueQuery.read(asked)
    return query, Viewer(request.user, timezone.now(), request)


def _team(request):
    membership = access.member(request.user)
    return membership and membership.team


def _form(request, data=None, **kwargs) -> SavedViewForm:
    instance = kwargs.get("instance")
    prefix = f"view{instance.pk}" if instance and instance.pk else None
    return SavedViewForm(data, owner=request.user, team=_team(request), prefix=prefix, **kwargs)


def _saved(form: SavedViewForm) -> bool:
    """False when the same name was just saved in another window."""
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError:
        form.add_error("name", _("You have a view of this name already."))
        return False
    return True


def _views_page(request, viewer, asked, form, status: int = 200, changed=None):
    found = views_of(request.user)
    numbers = counts(found, viewer)
    forms = {view.pk: _form(request, instance=view) for view in found if view.owner_id == request.user.pk}
    if changed is not None:
        forms[changed.instance.pk] = changed
    clears = has_role(request.user, Role.SALES_MANAGER, Role.ADMIN)
    views = [
        {"view": view, "count": numbers[view.pk], "form": forms.get(view.pk), "may_remove": view.pk in forms or clears}
        for view in found
    ]
    context = {"asked": asked, "form": form, "views": views}
    page, fragment = "handoff/shape/views.html", "handoff/shape/_view_form.html"
    return render_page_or_fragment(request, page, fragment, context, status=status)


def _to_list(address: str):
    response = redirect(reverse("queue") + address.removesuffix("?"))
    response.status_code = 303
    return response
