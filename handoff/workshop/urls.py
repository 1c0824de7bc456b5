"""Under criteria/draft/. table: all, or a segment's id."""

from django.urls import path

from handoff.views import criteria_draft as draft
from handoff.views import criteria_draft_parts as parts
from handoff.views import criteria_draft_rules as rules
from handoff.views import criteria_draft_segments as segments
from handoff.views import criteria_draft_windows as windows

TABLE = "tables/<slug:table>"
RULE = f"{TABLE}/rules/<slug:rule>"
WINDOW = f"{TABLE}/windows/<slug:window>"
SEGMENT = "segments/<slug:segment>"

urlpatterns = [
    path("", draft.criteria_draft, name="criteria_draft"),
    path(f"{TABLE}/", draft.criteria_draft, name="criteria_draft_table"),
    path(f"{TABLE}/undo/", draft.criteria_draft_undo, name="criteria_draft_undo"),
    path(f"{TABLE}/rebase/", draft.criteria_draft_rebase, name="criteria_draft_rebase"),
    path(f"{TABLE}/mine/", draft.criteria_draft_mine, name="criteria_draft_mine"),
    path("discard/", draft.criteria_draft_discard, name="criteria_draft_discard"),
    path("review/", draft.criteria_draft_review, name="criteria_draft_review"),
    path("publication/", draft.criteria_draft_publish, name="criteria_draft_publish"),
    path(f"{RULE}/", rules.criteria_draft_rule, name="criteria_draft_rule"),
    path(f"{RULE}/preview/", rules.criteria_draft_rule_preview, name="criteria_draft_rule_preview"),
    path(f"{RULE}/content/", rules.criteria_draft_rule_save, name="criteria_draft_rule_save"),
    path(f"{RULE}/copy/", rules.criteria_draft_rule_copy, name="criteria_draft_rule_copy"),
    path(f"{RULE}/position/", rules.criteria_draft_rule_move, name="criteria_draft_rule_move"),
    path(f"{RULE}/removal/", rules.criteria_draft_rule_delete, name="criteria_draft_rule_delete"),
    path(f"{RULE}/switches/<slug:switch>/", rules.criteria_draft_rule_switch, name="criteria_draft_rule_switch"),
    path(f"{TABLE}/thresholds/", parts.criteria_draft_thresholds, name="criteria_draft_thresholds"),
    path(f"{TABLE}/thresholds/new/", parts.criteria_draft_threshold_add, name="criteria_draft_threshold_add"),
    path(f"{TABLE}/thresholds/removal/", parts.criteria_draft_threshold_remove, name="criteria_draft_threshold_remove"),
    path(f"{TABLE}/cooling/", parts.criteria_draft_cooling, name="criteria_draft_cooling"),
    path("process/", parts.criteria_draft_process, name="criteria_draft_process"),
    path(f"{WINDOW}/", windows.criteria_draft_window, name="criteria_draft_window"),
    path(f"{WINDOW}/content/", windows.criteria_draft_window_save, name="criteria_draft_window_save"),
    path(f"{WINDOW}/removal/", windows.criteria_draft_window_delete, name="criteria_draft_window_delete"),
    path(f"{TABLE}/profiles/<slug:profile>/", segments.criteria_draft_adopt, name="criteria_draft_adopt"),
    path(f"{SEGMENT}/", segments.criteria_draft_segment, name="criteria_draft_segment"),
    path(f"{SEGMENT}/preview/", segments.criteria_draft_segment_preview, name="criteria_draft_segment_preview"),
    path(f"{SEGMENT}/content/", segments.criteria_draft_segment_save, name="criteria_draft_segment_save"),
    path(f"{SEGMENT}/position/", segments.criteria_draft_segment_move, name="criteria_draft_segment_move"),
    path(f"{SEGMENT}/removal/", segments.criteria_draft_segment_delete, name="criteria_draft_segment_delete"),
]
