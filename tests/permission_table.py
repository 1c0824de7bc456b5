"""Who may use which URL: name → (method, the object its path names, who gets in).

The objects are made by the `world` fixture in conftest.py: an entry claimed by `rep`, a toss-up of `rep` that is
assigned to `sales`, and so on, all of the first team. `stranger` is IS rep and manager of another team.
"""

CAST = ["nobody", "outsider", "stranger", "marketer", "rep", "other_rep", "manager", "sales", "other_sales", "admin"]

ROLES = set(CAST) - {"nobody", "outsider"}
SIGNED_IN = ROLES | {"outsider"}
REPS = {"rep", "other_rep"}
MANAGERS = {"manager", "admin"}
IMPORTERS = {"marketer", "admin"}

# Reached without signing in; each has its own tests.
PUBLIC = {
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "set_language",
    "set_rail",
    "set_theme",
}

TABLE = {
    "home": ("get", None, SIGNED_IN),
    "account_change_password": ("get", None, SIGNED_IN),
    "account_set_password": ("get", None, SIGNED_IN),
    "notices": ("get", None, SIGNED_IN),
    "bell": ("get", None, SIGNED_IN),
    "notices_read": ("post", None, SIGNED_IN),
    "notice_open": ("post", "notice", {"rep"}),
    "notice_read": ("post", "notice", {"rep"}),
    "mail_language": ("post", None, ROLES),
    "entry_days": ("get", "entry", REPS | MANAGERS),
    "clock_days": ("get", "clock", REPS | MANAGERS),
    "settings": ("get", None, {"admin"}),
}
