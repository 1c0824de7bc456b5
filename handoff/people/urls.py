from django.urls import path

from handoff.people import views

urlpatterns = [
    path("settings/people/", views.people, name="people"),
    path("settings/people/new/", views.person_new, name="person_new"),
    path("settings/people/create/", views.person_create, name="person_create"),
    path("settings/people/<int:pk>/", views.person, name="person"),
    path("settings/people/<int:pk>/save/", views.person_save, name="person_save"),
    path("settings/people/<int:pk>/invitation/", views.invitation_create, name="invitation_create"),
    path("settings/people/<int:pk>/deactivation/", views.deactivation_create, name="deactivation_create"),
    path("settings/people/<int:pk>/reactivation/", views.reactivation_create, name="reactivation_create"),
]
