from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path, re_path

from config import home, preferences

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("leads.urls")),
    path("", include("handoff.urls")),
    path("", include("feedback.urls")),
    path("preferences/theme/", preferences.theme, name="set_theme"),
    path("preferences/rail/", preferences.rail, name="set_rail"),
    path("preferences/language/", preferences.language, name="set_language"),
    # Of allauth's pages only these: accounts and addresses are an admin's to make and change.
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    # In place of Django's own, which sets no limit to guesses.
    path("admin/login/", secure_admin_login(admin.site.login), name="admin_login"),
    path("admin/", admin.site.urls),
]
