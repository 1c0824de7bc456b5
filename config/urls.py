from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("leads.urls")),
    path("", include("handoff.urls")),
    path("", include("feedback.urls")),
    path("admin/", admin.site.urls),
]
