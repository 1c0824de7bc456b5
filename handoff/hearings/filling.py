"""Filling a sheet in for one lead: which sheet it is, and the form with what is known so far."""

from collections.abc import Mapping
from typing import Any

from handoff.forms.hearing import HearingForm
from handoff.hearings.sheet import Answers, Sheet
from handoff.models.hearing import Draft, Hearing
from handoff.models.hearing_template import HearingTemplate, document_of, sheet_of

ORIGIN = ("template", "sheet")  # with the answers of a form and of a draft: which sheet they were written on


def sheet_in_force(lead) -> tuple[HearingTemplate | None, Sheet]:
    """The sheet that this lead's customer is asked today: that of its segment, else the one for everybody."""
    template = _template_in_force(lead)
    document = document_of(template)
    return template, document.sheet_of(_segment(lead)) if len(document.sheets) > 1 else document.everybody


def sheet_named(lead, named: Mapping[str, Any]) -> tuple[HearingTemplate | None, Sheet]:
    """The sheet that a form or a draft was made from, also when a newer version is in force by now."""
    number = str(named.get("template", ""))
    if number == "0":
        return None, document_of(None).everybody
    found = number.isascii() and number.isdecimal() and len(number) < 10
    if found and (template := HearingTemplate.objects.filter(number=int(number)).first()):
        return template, sheet_of(template, str(named.get("sheet", "")))
    return sheet_in_force(lead)


def bound_form(lead, data) -> HearingForm:
    template, sheet = sheet_named(lead, data)
    return HearingForm(data, sheet=sheet, template=template)


def draft_form(lead, draft: Draft, hearing: Hearing, answers: Answers) -> HearingForm:
    template, sheet = sheet_named(lead, draft.values)
    return HearingForm(initial=answers | {"base_version": hearing.version}, sheet=sheet, template=template)


def fresh_form(lead, hearing: Hearing) -> HearingForm:
    """The sheet in force with the saved answers that it still takes, also those to a question that is asked again."""
    template, sheet = sheet_in_force(lead)
    earlier = {name: value for kept in hearing.earlier.values() for name, value in kept["answers"].items()}
    known: Answers = earlier | hearing.answers
    fitting: Answers = {}
    for question in sheet.questions:
        if question.takes(known.get(question.name, "")) or not known.get(question.name):
            fitting |= {name: known[name] for name in question.names if known.get(name)}
    return HearingForm(initial=fitting | {"base_version": hearing.version}, sheet=sheet, template=template)


def typed(form: HearingForm) -> dict[str, Any]:
    """What stands in a posted form, also what is wrong, to be kept as a draft."""
    values = {}
    for name in form.sheet.fields:
        if value := form[name].data:
            values[name] = value
    return values


def without_origin(values: dict[str, Any]) -> Answers:
    """The answers of a draft alone, without the sheet they were written on."""
    return {name: value for name, value in values.items() if name not in ORIGIN}


def _template_in_force(lead) -> HearingTemplate | None:
    """Without a query when the lead comes with template_pk (lead_page.leads_with_page) and was heard by it."""
    pk = vars(lead).get("template_pk", 0)
    if pk is None:
        return None
    hearing = getattr(lead, "hearing", None)
    return hearing.template if hearing and pk and hearing.template_id == pk else HearingTemplate.in_force()


def _segment(lead) -> str:
    verdict = getattr(lead, "verdict", None)
    if verdict is None or not verdict.segment:
        return ""
    segments = verdict.criteria.parsed.segments
    return segments[verdict.segment - 1].name if verdict.segment <= len(segments) else ""
