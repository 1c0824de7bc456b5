from django.urls import path

from leads.views import companies, drafts, imports, roll_back, runs, scoring

urlpatterns = [
    path("scoring/", scoring.scoring, name="scoring"),
    path("scoring/versions/<int:number>/", scoring.scoring_version, name="scoring_version"),
    path("scoring/versions/<int:number>/return/", roll_back.scoring_roll_back, name="scoring_roll_back"),
    path("scoring/versions/<int:number>/copy/", roll_back.scoring_roll_back_create, name="scoring_roll_back_create"),
    path("scoring/edit/", scoring.scoring_edit, name="scoring_edit"),
    path("scoring/edit/behaviour/", scoring.scoring_behaviour_add, name="scoring_behaviour_add"),
    path(
        "scoring/edit/behaviour/<int:rule>/removal/", scoring.scoring_behaviour_remove, name="scoring_behaviour_remove"
    ),
    path("scoring/edit/groups/", scoring.scoring_group_add, name="scoring_group_add"),
    path("scoring/edit/groups/<int:group>/removal/", scoring.scoring_group_remove, name="scoring_group_remove"),
    path("scoring/edit/groups/<int:group>/rules/", scoring.scoring_rule_add, name="scoring_rule_add"),
    path(
        "scoring/edit/groups/<int:group>/rules/<int:rule>/removal/",
        scoring.scoring_rule_remove,
        name="scoring_rule_remove",
    ),
    path("scoring/edit/preview/", scoring.scoring_preview, name="scoring_preview"),
    path("scoring/publication/", scoring.scoring_publish, name="scoring_publish"),
    path("drafts/<slug:kind>/news/", drafts.draft_news, name="draft_news"),
    path("runs/<uuid:pk>/", runs.run, name="run"),
    path("runs/<uuid:pk>/cancellation/", runs.run_cancel, name="run_cancel"),
    path("runs/<uuid:pk>/repetition/", runs.run_repeat, name="run_repeat"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/upload/", imports.import_create, name="import_create"),
    path("imports/<int:pk>/", imports.import_page, name="import"),
    path("imports/<int:pk>/columns/", imports.import_columns, name="import_columns"),
    path("imports/<int:pk>/layout/", imports.import_layout, name="import_layout"),
    path("imports/<int:pk>/check/", imports.import_check, name="import_check"),
    path("imports/<int:pk>/application/", imports.import_apply, name="import_apply"),
    path("imports/<int:pk>/progress/", imports.import_progress, name="import_progress"),
    path("imports/<int:pk>/problems/", imports.import_problems, name="import_problems"),
    path("imports/<int:pk>/refused/", imports.import_refused, name="import_refused"),
    path("companies/", companies.companies, name="companies"),
    path("companies/<int:pk>/", companies.company, name="company"),
]
