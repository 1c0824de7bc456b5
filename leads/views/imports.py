from django.conf import settings
from django.db import IntegrityError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from leads import access
from leads.asked import asked_number
from leads.forms.imports import UploadForm
from leads.htmx import render_page_or_fragment
from leads.import_steps import ImportSteps, is_too_big, refused_file
from leads.intake import storage
from leads.intake.problem_page import problem_page
from leads.intake.problems import FileProblem
from leads.models import ImportRun
from leads.roles import Role
from leads.uploads import upload

PAGE = 50
STEPS = ImportSteps(
    page="import",
    columns="import_columns",
    columns_template="leads/import_columns.html",
    progress_template="leads/_import_progress.html",
)


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


def _too_big(request):
    access.require(request.user, Role.MARKETER, Role.ADMIN)
    if is_too_big(request):
        context = _upload_context(UploadForm()) | {"problem": storage.too_big()}
        return render(request, "leads/import_new.html", context, status=413)
    return None


@upload(unless=_too_big)
def import_create(request):
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
        "running": run.is_running,
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
    return STEPS.progress(request, _run(request, pk))


@require_GET
def import_columns(request, pk):
    return STEPS.show_columns(request, _run(request, pk))


@require_POST
def import_layout(request, pk):
    return STEPS.read_again(request, _run(request, pk))


@require_POST
def import_check(request, pk):
    return STEPS.check(request, _run(request, pk))


@require_POST
def import_apply(request, pk):
    run = _run(request, pk)
    run.start_apply(by=request.user)
    return redirect("import", pk)


@require_GET
def import_refused(request, pk):
    return refused_file(request, _run(request, pk))
