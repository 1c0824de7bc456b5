"""A file of past toss-ups on its way in: upload, columns, the meaning of its words, dry run, import."""

from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from feedback import access
from feedback.forms.past_cases import UploadForm, WordsForm
from feedback.models import PastCaseFile
from feedback.past_cases.plan import is_dated
from leads.asked import asked_number
from leads.htmx import render_page_or_fragment
from leads.import_steps import ImportSteps, is_too_big, refused_file
from leads.intake import storage
from leads.intake.problem_page import problem_page
from leads.intake.problems import FileProblem
from leads.models import ImportRun
from leads.roles import Role
from leads.uploads import upload

STEPS = ImportSteps(
    page="past_case_file",
    columns="past_case_columns",
    columns_template="feedback/past_cases/columns.html",
    progress_template="feedback/past_cases/_progress.html",
)


def _run(request, pk: int) -> ImportRun:
    access.require(request.user, Role.ADMIN)
    return get_object_or_404(access.past_case_imports(request.user), pk=pk)


@require_GET
def past_case_new(request):
    access.require(request.user, Role.ADMIN)
    return _upload_page(request, UploadForm())


def _upload_page(request, form: UploadForm, status=200, problem=""):
    context = {"form": form, "limit": settings.IMPORT_MAX_MB, "problem": problem}
    return render(request, "feedback/past_cases/new.html", context, status=status)


def _too_big(request):
    access.require(request.user, Role.ADMIN)
    return _upload_page(request, UploadForm(), 413, storage.too_big()) if is_too_big(request) else None


@upload(unless=_too_big)
def past_case_create(request):
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form, 422)
    token, file = form.cleaned_data["token"], form.cleaned_data["file"]
    same = access.past_case_imports(request.user).filter(token=token)
    if sent_before := same.first():
        return redirect("past_case_file", sent_before.pk)
    try:
        run = storage.receive(file.chunks(), kind=PastCaseFile.KIND, file_name=file.name, by=request.user, token=token)
    except IntegrityError:  # the same form, sent twice at once
        return redirect("past_case_file", get_object_or_404(same).pk)
    except FileProblem as problem:
        form.add_error("file", problem.message)
        return _upload_page(request, form, 422)
    return redirect("past_case_file", run.pk)


@require_GET
def past_case_file(request, pk):
    """The page of a file where it stands: its columns, its progress, its dry run or its result."""
    run = _run(request, pk)
    if run.state == ImportRun.State.UPLOADED:
        return redirect("past_case_columns", pk)
    return render(request, "feedback/past_cases/file.html", _context(request, run))


def _context(request, run: ImportRun) -> dict:
    file = PastCaseFile.objects.filter(import_run=run).first()
    return {
        "import_run": run,
        "running": run.is_running,
        "failure": run.failure(),
        "words": WordsForm(file) if file else None,
        "undecided": [word for word in file.found if not file.words.get(word)] if file else [],
        "dated": is_dated(run),
        "problems_page": "past_case_problems",
    } | problem_page(run, asked_number(request.GET.get("after", "")))


@require_GET
def past_case_problems(request, pk):
    run = _run(request, pk)
    page, fragment = "feedback/past_cases/file.html", "leads/_import_problem_rows.html"
    return render_page_or_fragment(request, page, fragment, _context(request, run))


@require_GET
def past_case_progress(request, pk):
    return STEPS.progress(request, _run(request, pk))


@require_GET
def past_case_columns(request, pk):
    return STEPS.show_columns(request, _run(request, pk))


@require_POST
def past_case_layout(request, pk):
    return STEPS.read_again(request, _run(request, pk))


@require_POST
def past_case_check(request, pk):
    return STEPS.check(request, _run(request, pk))


@require_POST
def past_case_words(request, pk):
    """Say what the words of the result column mean, and count again."""
    run = _run(request, pk)
    file = get_object_or_404(PastCaseFile, import_run=run)
    form = WordsForm(file, request.POST)
    if not run.is_open or not form.is_valid():
        messages.error(request, _("The words were not changed. Choose from the list."))
        return redirect("past_case_file", pk)
    file.words = form.chosen()
    file.save(update_fields=["words"])
    run.start_check(by=request.user)
    return redirect("past_case_file", pk)


@require_POST
def past_case_apply(request, pk):
    run = _run(request, pk)
    run.start_apply(by=request.user)
    return redirect("past_case_file", pk)


@require_POST
def past_case_remove(request, pk):
    """Take the file's cases away again. What a later file has written over them stays with that file."""
    run = _run(request, pk)
    if run.is_running:
        messages.error(request, _("The file is being worked on. Try again in a moment."))
        return redirect("past_case_file", pk)
    run.delete()
    messages.success(request, _("“%(file)s” and its past toss-ups were taken away.") % {"file": run.file_name})
    return redirect("replay")


@require_GET
def past_case_refused(request, pk):
    return refused_file(request, _run(request, pk))
