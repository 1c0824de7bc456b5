from django.conf import settings
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from leads import access
from leads.asked import asked_number
from leads.forms.imports import LayoutForm, MappingForm, UploadForm
from leads.htmx import render_page_or_fragment
from leads.intake import mapping, storage
from leads.intake.problem_page import problem_page
from leads.intake.problems import FileProblem
from leads.intake.refused import refused_rows
from leads.models import ImportRun
from leads.roles import Role
from leads.streaming import stream

PAGE = 50
ENVELOPE = 100_000  # bytes of the request that are not the file


def _run(request, pk: int) -> ImportRun:
    access.require(request.user, Role.MARKETER, Role.ADMIN)
    return get_object_or_404(access.import_runs(request.user).select_related("run", "created_by"), pk=pk)


@require_GET
def imports(request):
    access.require(request.user, Role.MARKETER, Role.ADMIN)
    runs = access.import_runs(request.user).select_related("run", "created_by").order_by("-pk")
    if before := asked_number(request.GET.get("before", "")):
        runs = runs.filter(pk__lt=before)
    found = list(runs[: PAGE + 1])
    context = {"runs": found[:PAGE], "next": str(found[PAGE - 1].pk) if len(found) > PAGE else ""}
    return render_page_or_fragment(request, "leads/imports.html", "leads/_import_rows.html", context)


@require_GET
def import_new(request):
    access.require(request.user, Role.MARKETER, Role.ADMIN)
    return render(request, "leads/import_new.html", _upload_context(UploadForm()))


def _upload_context(form: UploadForm) -> dict:
    return {"form": form, "limit": settings.IMPORT_MAX_MB}


@csrf_exempt  # the size is looked at before the body is read; _create_import checks the token
@require_POST
def import_create(request):
    access.require(request.user, Role.MARKETER, Role.ADMIN)
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.IMPORT_MAX_MB * 10**6 + ENVELOPE:
        form = UploadForm()
        return render(
            request, "leads/import_new.html", _upload_context(form) | {"problem": storage.too_big()}, status=413
        )
    return _create_import(request)


@csrf_protect
def _create_import(request):
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "leads/import_new.html", _upload_context(form), status=422)
    token, kind, file = (form.cleaned_data[name] for name in ("token", "kind", "file"))
    if sent_before := _sent_before(request, token):
        return redirect("import", sent_before.pk)
    try:
        run = storage.receive(file.chunks(), kind=kind, file_name=file.name, by=request.user, token=token)
    except IntegrityError:  # the same form, sent twice at once
        return redirect("import", get_object_or_404(access.import_runs(request.user), token=token).pk)
    except FileProblem as problem:
        form.add_error("file", problem.message)
        return render(request, "leads/import_new.html", _upload_context(form), status=422)
    return redirect("import", run.pk)


def _sent_before(request, token):
    return access.import_runs(request.user).filter(token=token).first()


@require_GET
def import_page(request, pk):
    """The page of an import where it stands: its columns, its progress, its dry run or its result."""
    run = _run(request, pk)
    if run.state == ImportRun.State.UPLOADED:
        return redirect("import_columns", pk)
    return render(request, "leads/import.html", _context(request, run))


def _context(request, run: ImportRun) -> dict:
    return {
        "import_run": run,
        "running": run.state in (ImportRun.State.CHECKING, ImportRun.State.APPLYING),
        "failure": run.failure(),
        "problems_page": "import_problems",
    } | problem_page(run, asked_number(request.GET.get("after", "")))


@require_GET
def import_problems(request, pk):
    run = _run(request, pk)
    context = _context(request, run)
    return render_page_or_fragment(request, "leads/import.html", "leads/_import_problem_rows.html", context)


@require_GET
def import_progress(request, pk):
    run = _run(request, pk)
    if run.state in (ImportRun.State.CHECKING, ImportRun.State.APPLYING) and not run.failure():
        return render(request, "leads/_import_progress.html", {"import_run": run})
    response = HttpResponse(status=204)
    response["HX-Refresh"] = "true"
    return response


@require_GET
def import_columns(request, pk):
    run = _run(request, pk)
    if not run.is_open:
        return redirect("import", pk)
    return _columns_page(request, run, MappingForm(run, storage.samples(run)), LayoutForm(initial=_layout(run)))


def _layout(run: ImportRun) -> dict:
    return {"encoding": run.encoding, "delimiter": run.delimiter, "header_row": run.header_row}


def _columns_page(request, run, form, layout_form, status=200):
    context = {"import_run": run, "form": form, "layout_form": layout_form, "failure": run.failure()}
    context["remembered"] = mapping.remembered(run.kind, run.columns) is not None
    return render(request, "leads/import_columns.html", context, status=status)


@require_POST
def import_layout(request, pk):
    """Read the file differently: another encoding, separator or header line."""
    run = _run(request, pk)
    if not run.is_open:
        return redirect("import", pk)
    layout_form = LayoutForm(request.POST)
    try:
        if layout_form.is_valid():
            storage.look(run, **layout_form.cleaned_data)
            return redirect("import_columns", pk)
    except FileProblem as problem:
        layout_form.add_error(None, problem.message)
    return _columns_page(request, run, MappingForm(run, storage.samples(run)), layout_form, status=422)


@require_POST
def import_check(request, pk):
    run = _run(request, pk)
    form = MappingForm(run, storage.samples(run), request.POST)
    if not form.is_valid():
        return _columns_page(request, run, form, LayoutForm(initial=_layout(run)), status=422)
    run.start_check(
        by=request.user,
        mapping=form.cleaned_data["mapping"],
        empty_words=form.cleaned_data["empty_words"],
        source=form.cleaned_data.get("source", run.source),
    )
    if form.cleaned_data["mapping"] != mapping.guess(run.kind, run.columns):
        mapping.remember(run.kind, run.columns, form.cleaned_data["mapping"])
    return redirect("import", pk)


@require_POST
def import_apply(request, pk):
    run = _run(request, pk)
    run.start_apply(by=request.user)
    return redirect("import", pk)


@require_GET
def import_refused(request, pk):
    run = _run(request, pk)
    name = _("refused-%(file)s") % {"file": run.file_name.rsplit(".", 1)[0] + ".csv"}
    response = stream(request, refused_rows(run), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
