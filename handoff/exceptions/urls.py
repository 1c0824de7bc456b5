from django.urls import path

from handoff.views import criteria_guide, exceptions, strategic

urlpatterns = [
    path("criteria/guide/", criteria_guide.criteria_guide, name="criteria_guide"),
    path("criteria/exceptions/", exceptions.exceptions, name="exceptions"),
    path("criteria/exceptions/search/", strategic.strategic_search, name="strategic_search"),
    path("criteria/exceptions/strategic/<int:pk>/last-day/", strategic.strategic_extend, name="strategic_extend"),
    path("criteria/exceptions/strategic/<int:pk>/end/", strategic.strategic_end, name="strategic_end"),
    path("criteria/exceptions/<slug:kind>/<int:pk>/new/", strategic.strategic_new, name="strategic_new"),
    path("criteria/exceptions/<slug:kind>/<int:pk>/", strategic.strategic_create, name="strategic_create"),
    path("criteria/exceptions/customers/", exceptions.customers_without_owner, name="customers_without_owner"),
    path("companies/<int:pk>/owner/", exceptions.owner_set, name="owner_set"),
    path("companies/<int:pk>/exceptions/", strategic.company_exceptions, name="company_exceptions"),
    path("criteria/exceptions/lost/", exceptions.lost_before, name="lost_before"),
    path("criteria/exceptions/windows/", exceptions.campaign_windows, name="campaign_windows"),
    path("criteria/exceptions/quota/", exceptions.quota, name="quota"),
    path("criteria/exceptions/quota/<int:pk>/grants/", exceptions.quota_grant, name="quota_grant"),
]
