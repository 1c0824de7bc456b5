"""The steps of a file on its way in that are the same for every kind of file: its columns, its check, its progress."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from leads.forms.imports import LayoutForm, MappingForm
from leads.intake import mapping, storage
from leads.intake.problems import FileProblem
from leads.intake.refused import refused_rows
from leads.models import ImportRun
from leads.streaming import stream
from leads.uploads import is_larger

ENVELOPE = 100_000  # bytes of an upload's request that are not the file


@dataclass(frozen=True)
class ImportSteps:
    """page, columns: URL names of a file's page and of its columns; the templates of the columns and the progress."""

    page: str
    columns: str
    columns_template: str
    progress_template: str

    def show_columns(self, request: HttpRequest, run: ImportRun) -> HttpResponse:
        if not run.is_open:
            return redirect(self.page, run.pk)
        return self._columns(request, run, MappingForm(run, storage.samples(run)), _layout_form(run))

    def read_again(self, request: HttpRequest, run: ImportRun) -> HttpResponse:
        """With another encoding, separator or header line."""
        if not run.is_open:
            return redirect(self.page, run.pk)
        layout_form = LayoutForm(request.POST)
        try:
            if layout_form.is_valid():
                storage.look(run, **layout_form.cleaned_data)
                return redirect(self.columns, run.pk)
        except FileProblem as problem:
            layout_form.add_error(None, problem.message)
        return self._columns(request, run, MappingForm(run, storage.samples(run)), layout_form, status=422)

    def check(self, request: HttpRequest, run: ImportRun) -> HttpResponse:
        form = MappingForm(run, storage.samples(run), request.POST)
        if not form.is_valid():
            return self._columns(request, run, form, _layout_form(run), status=422)
        values = form.cleaned_data
        chosen, source = values["mapping"], values.get("source", run.source)
        run.start_check(by=request.user, mapping=chosen, empty_words=values["empty_words"], source=source)
        if chosen != mapping.guess(run.kind, run.columns):
            mapping.remember(run.kind, run.columns, chosen)
        return redirect(self.page, run.pk)

    def progress(self, request: HttpRequest, run: ImportRun) -> HttpResponse:
        """What is polled; once the work is over, the page loads itself anew."""
        if run.is_running and not run.failure():
            return render(request, self.progress_template, {"import_run": run})
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response

    def _columns(self, request, run: ImportRun, form: MappingForm, layout_form: LayoutForm, status: int = 200):
        context = {"import_run": run, "form": form, "layout_form": layout_form, "failure": run.failure()}
        context["remembered"] = mapping.remembered(run.kind, run.columns) is not None
        return render(request, self.columns_template, context, status=status)


def _layout_form(run: ImportRun) -> LayoutForm:
    return LayoutForm(initial={"encoding": run.encoding, "delimiter": run.delimiter, "header_row": run.header_row})


def refused_file(request: HttpRequest, run: ImportRun) -> HttpResponseBase:
    name = _("refused-%(file)s") % {"file": run.file_name.rsplit(".", 1)[0] + ".csv"}
    response = stream(request, refused_rows(run), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def is_too_big(request: HttpRequest) -> bool:
    return is_larger(request, settings.IMPORT_MAX_MB * 10**6 + ENVELOPE)
