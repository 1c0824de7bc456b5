"""Who may use which URL: name → (method, the object its path names, who gets in).

The objects are made by tests/world.py: an entry claimed by `rep`, a toss-up of `rep` that is
assigned to `sales`, and so on, all of the first team. `stranger` is IS rep and manager of another team.
"""

CAST = ["nobody", "outsider", "stranger", "marketer", "rep", "other_rep", "manager", "sales", "other_sales", "admin"]

ROLES = set(CAST) - {"nobody", "outsider"}
SIGNED_IN = ROLES | {"outsider"}
REPS = {"rep", "other_rep"}
MANAGERS = {"manager", "admin"}
QUEUE_READERS = REPS | MANAGERS
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
    "admin_login",
    "health",
    "health_live",
    "health_ready",
    "set_language",
    "set_rail",
    "set_theme",
}

TABLE = {
    # leads
    "scoring": ("get", None, ROLES),
    "scoring_version": ("get", "scoring", ROLES),
    "scoring_edit": ("get", None, {"admin"}),
    "scoring_behaviour_add": ("post", None, {"admin"}),
    "scoring_behaviour_remove": ("post", "first rule", {"admin"}),
    "scoring_group_add": ("post", None, {"admin"}),
    "scoring_group_remove": ("post", "first rule", {"admin"}),
    "scoring_rule_add": ("post", "first rule", {"admin"}),
    "scoring_rule_remove": ("post", "first group's first rule", {"admin"}),
    "scoring_preview": ("post", None, {"admin"}),
    "scoring_publish": ("post", None, {"admin"}),
    "scoring_retry": ("post", "scoring", {"admin"}),
    "draft_news": ("get", "scoring draft", {"admin"}),
    "run": ("get", "run", IMPORTERS),  # the marketer started it
    "imports": ("get", None, IMPORTERS),
    "import_new": ("get", None, IMPORTERS),
    "import_create": ("post", None, IMPORTERS),
    "import": ("get", "import", IMPORTERS),
    "import_columns": ("get", "import", IMPORTERS),
    "import_layout": ("post", "import", IMPORTERS),
    "import_check": ("post", "import", IMPORTERS),
    "import_apply": ("post", "import", IMPORTERS),
    "import_progress": ("get", "import", IMPORTERS),
    "import_problems": ("get", "import", IMPORTERS),
    "import_refused": ("get", "import", IMPORTERS),
    "companies": ("get", None, ROLES),
    "company": ("get", "company", ROLES),
    # handoff: the queue and the lead
    "rail_counts": ("get", None, ROLES),
    "queue": ("get", None, QUEUE_READERS | {"stranger"}),
    "queue_news": ("get", None, QUEUE_READERS | {"stranger"}),
    "queue_next": ("post", None, REPS | {"stranger"}),
    "queue_entry": ("get", "entry", QUEUE_READERS),
    "queue_claim": ("post", "unclaimed", REPS),
    "queue_release": ("post", "entry", REPS | {"manager"}),
    "queue_snooze": ("post", "entry", REPS),
    "snooze_end": ("post", "entry", REPS),
    "contact_create": ("post", "entry", REPS),
    "nurture_create": ("post", "entry", REPS),
    "disqualify_create": ("post", "entry", REPS),
    "disposition_undo": ("post", "entry", REPS),
    "leads": ("get", None, ROLES),
    "lead": ("get", "lead", ROLES),
    "lead_timeline": ("get", "lead", ROLES),
    "lead_breakdown": ("get", "lead", ROLES),
    "lead_trace": ("get", "lead", ROLES),
    "hearing_save": ("post", "lead", REPS),
    "hearing_draft": ("post", "lead", REPS),
    "hearing_draft_discard": ("post", "lead", REPS),
    "contact_draft": ("post", "lead", REPS),
    "nurture": ("get", None, ROLES - {"sales", "other_sales"}),
    "queue_return": ("get", "nurtured", REPS | {"marketer", "stranger"}),
    "queue_return_create": ("post", "nurtured", REPS | {"marketer", "stranger"}),
    # handoff: toss-ups
    "handoff_new": ("get", "entry", REPS),
    "handoff_create": ("post", "entry", REPS),
    "handoff_draft": ("post", "entry", REPS),
    "handoff": ("get", "to accept", REPS | MANAGERS | {"sales"}),
    "approvals": ("get", None, MANAGERS | {"stranger"}),
    "approvals_bulk": ("post", None, MANAGERS | {"stranger"}),
    "approval": ("get", "to approve", MANAGERS),
    "approval_create": ("post", "to approve", MANAGERS),
    "return_create": ("post", "to approve", MANAGERS),
    "assignment_create": ("post", "to approve", MANAGERS),
    # handoff: the criteria
    "criteria": ("get", None, ROLES),
    "criteria_edit": ("get", None, {"admin"}),
    "criteria_preview": ("post", None, {"admin"}),
    "criteria_publish": ("post", None, {"admin"}),
    "criteria_history": ("get", None, ROLES),
    "criteria_diff": ("get", "two criteria", ROLES),
    "criteria_version": ("get", "criteria", ROLES),
    "profile_switch": ("get", "profile", {"admin"}),
    "profile_activation": ("post", "profile", {"admin"}),
    "discretion_create": ("post", "lead", ROLES - {"admin"}),
    "sales_request_create": ("post", "lead", {"manager", "sales", "other_sales", "stranger"}),
    # feedback
    "deals": ("get", None, MANAGERS | {"sales", "other_sales", "stranger"}),
    "deal": ("get", "worked", MANAGERS | {"sales"}),
    "acceptance_create": ("post", "to accept", {"sales"}),
    "decline_create": ("post", "to accept", {"sales"}),
    "sales_action_create": ("post", "worked", {"sales"}),
    "opportunity_create": ("post", "worked", {"sales"}),
    "won_create": ("post", "worked", {"sales"}),
    "lost_create": ("post", "worked", {"sales"}),
    "feedback_create": ("post", "worked", {"sales"}),
    "reviews": ("get", None, MANAGERS | {"stranger"}),
    # everybody
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
    "calendar": ("get", "calendar", {"admin"}),
    "calendar_new": ("get", None, {"admin"}),
    "calendar_new_check": ("post", None, {"admin"}),
    "calendar_new_save": ("post", None, {"admin"}),
    "calendar_edit": ("get", "calendar", {"admin"}),
    "calendar_check": ("post", "calendar", {"admin"}),
    "calendar_save": ("post", "calendar", {"admin"}),
    "calendar_import": ("post", "calendar", {"admin"}),
}

# What a form must carry for its view to find what it is about.
POSTED = {"criteria_preview": {"base": 1}, "criteria_publish": {"base": 1}}
