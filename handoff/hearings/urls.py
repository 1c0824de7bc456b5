"""Below settings/hearing/."""

from django.urls import path

from handoff.views import hearing_sheets

urlpatterns = [
    path("", hearing_sheets.hearing_sheets, name="hearing_sheets"),
    path("undo/", hearing_sheets.sheet_undo, name="hearing_sheet_undo"),
    path("discard/", hearing_sheets.sheet_discard, name="hearing_sheet_discard"),
    path("review/", hearing_sheets.sheet_review, name="hearing_sheet_review"),
    path("publication/", hearing_sheets.sheet_publish, name="hearing_sheet_publish"),
    path("versions/<int:number>/", hearing_sheets.sheet_version, name="hearing_sheet_version"),
    path("versions/<int:number>/copy/", hearing_sheets.sheet_copy, name="hearing_sheet_copy"),
    path("sheets/", hearing_sheets.sheet_add, name="hearing_sheet_add"),
    path("sheets/<slug:sheet>/removal/", hearing_sheets.sheet_remove, name="hearing_sheet_remove"),
    path("sheets/<slug:sheet>/talk/", hearing_sheets.sheet_talk, name="hearing_sheet_talk"),
    path("sheets/<slug:sheet>/<slug:name>/", hearing_sheets.question, name="hearing_question"),
    path("sheets/<slug:sheet>/<slug:name>/save/", hearing_sheets.question_save, name="hearing_question_save"),
    path("sheets/<slug:sheet>/<slug:name>/move/", hearing_sheets.question_move, name="hearing_question_move"),
    path("sheets/<slug:sheet>/<slug:name>/removal/", hearing_sheets.question_remove, name="hearing_question_remove"),
]
