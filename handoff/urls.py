from django.urls import path

from handoff.views import clocks, notices, settings

urlpatterns = [
    path("notices/", notices.notice_list, name="notices"),
    path("notices/bell/", notices.bell, name="bell"),
    path("notices/reading/", notices.notices_read, name="notices_read"),
    path("notices/language/", notices.mail_language, name="mail_language"),
    path("notices/<int:pk>/opening/", notices.notice_open, name="notice_open"),
    path("notices/<int:pk>/reading/", notices.notice_read, name="notice_read"),
    path("clocks/<int:pk>/days/", clocks.clock_days, name="clock_days"),
    path("queue/<int:pk>/days/", clocks.entry_days, name="entry_days"),
    path("settings/", settings.settings_page, name="settings"),
]
