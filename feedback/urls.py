from django.urls import path

from feedback.views import deals, frontier, outcomes, past_cases, replay, reviews, rules, weekly

urlpatterns = [
    path("deals/", deals.deals, name="deals"),
    path("deals/<int:pk>/", deals.deal, name="deal"),
    path("deals/<int:pk>/acceptance/", outcomes.acceptance_create, name="acceptance_create"),
    path("deals/<int:pk>/decline/", outcomes.decline_create, name="decline_create"),
    path("deals/<int:pk>/actions/", outcomes.sales_action_create, name="sales_action_create"),
    path("deals/<int:pk>/opportunity/", outcomes.opportunity_create, name="opportunity_create"),
    path("deals/<int:pk>/won/", outcomes.won_create, name="won_create"),
    path("deals/<int:pk>/lost/", outcomes.lost_create, name="lost_create"),
    path("deals/<int:pk>/feedback/", outcomes.feedback_create, name="feedback_create"),
    path("reviews/weekly/", weekly.weekly_report, name="weekly_report"),
    path("reviews/frontier/", frontier.frontier, name="frontier"),
    path("reviews/frontier/runs/", frontier.frontier_run_create, name="frontier_run_create"),
    path("reviews/frontier/runs/<uuid:pk>/", frontier.frontier_run, name="frontier_run"),
    path("reviews/frontier/draft/", frontier.frontier_put, name="frontier_put"),
    path("reviews/frontier/draft/<int:revision>/undo/", frontier.frontier_undo, name="frontier_undo"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("criteria/rules/figures/", rules.rule_figures_page, name="rule_figures"),
]
