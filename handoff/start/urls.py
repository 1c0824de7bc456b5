from django.urls import path

from handoff.start import account, views

urlpatterns = [
    path("start/", views.start, name="start"),
    path("start/account/", account.start_account, name="start_account"),
    path("start/account/create/", account.start_account_create, name="start_account_create"),
    path("start/size/", views.start_size, name="start_size"),
    path("start/size/save/", views.start_size_save, name="start_size_save"),
    path("start/teams/", views.start_teams, name="start_teams"),
    path("start/teams/save/", views.start_teams_save, name="start_teams_save"),
    path("start/people/", views.start_people, name="start_people"),
    path("start/people/save/", views.start_people_save, name="start_people_save"),
    path("start/calendar/", views.start_calendar, name="start_calendar"),
    path("start/calendar/save/", views.start_calendar_save, name="start_calendar_save"),
    path("start/mail/", views.start_mail, name="start_mail"),
    path("start/criteria/", views.start_criteria, name="start_criteria"),
    path("start/closing/", views.start_close, name="start_close"),
    path("start/opening/", views.start_open, name="start_open"),
]
