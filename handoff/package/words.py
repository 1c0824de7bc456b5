"""A frozen package as its reader sees it: sentences in the reader's language, times as times."""

import datetime as dt
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from handoff.words.values import TITLE_RANKS, listed

MOMENTS = {"at", "as_of", "saved_at"}
AS_GIVEN = {"answers", "custom_fields"}  # whose names are not ours
# What packages of an older format do not have.
NOT_IN_FORMAT_1: dict[str, Any] = {"key_people": [], "next_step": None, "attachments": []}
MISSING = {
    "timing": _("timing"),
    "decision_maker": _("decision-maker"),
    "challenge": _("challenge"),
    "talked": _("a conversation with the person"),
    "phone": _("phone number"),
    "title": _("job title"),
    "comment": _("what sales should know"),
    "budget": _("budget"),
    "current_solution": _("current solution"),
    "key_people": _("key people"),
    "next_step": _("next step"),
    "required_questions": _("required questions of the hearing sheet"),
}


def readable(document: dict) -> dict:
    """The document for a template; the frozen one is left as it is."""
    language = (get_language() or "ja")[:2]
    words = NOT_IN_FORMAT_1 | _read(document, language)
    if words["next_step"] and words["next_step"]["on"]:
        words["next_step"]["on"] = dt.date.fromisoformat(words["next_step"]["on"])
    words["decided"] = next((rule for rule in words["trace"] if rule["decided"]), None)
    missing = [MISSING.get(name, name) for name in document["completeness"]["missing"]]
    words["missing_text"] = gettext("Not known yet: %(what)s") % {"what": listed(missing)} if missing else ""
    words["title_rank"] = str(TITLE_RANKS.get(document["lead"]["title_rank"], ""))
    return words


def _read(value, language: str):
    if isinstance(value, list):
        return [_read(each, language) for each in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"ja", "en"}:
        return value[language]
    return {name: _part(name, each, language) for name, each in value.items()}


def _part(name: str, value, language: str):
    if name in AS_GIVEN:
        return value
    return _moment(value) if name in MOMENTS else _read(value, language)


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
