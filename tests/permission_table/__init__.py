"""Who may use which URL: name → (method, the object its path names, who gets in).

The objects are made by tests/world.py: an entry claimed by `rep`, a toss-up of `rep` that is
assigned to `sales`, and so on, all of the first team. `stranger` is IS rep and manager of another team.
"""

from tests.permission_table.cast import CAST
from tests.permission_table.criteria import CRITERIA
from tests.permission_table.everybody import EVERYBODY
from tests.permission_table.feedback import FEEDBACK
from tests.permission_table.leads import LEADS
from tests.permission_table.queue import QUEUE
from tests.permission_table.settings import SETTINGS
from tests.permission_table.toss_ups import TOSS_UPS

__all__ = ["CAST", "POSTED", "PUBLIC", "TABLE"]

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
    "start_account",
    "start_account_create",
}

TABLE = LEADS | QUEUE | TOSS_UPS | CRITERIA | FEEDBACK | EVERYBODY | SETTINGS

# What every form of a draft sends: the version its page showed, and where to move things to.
POSTED = {name: {"seen": "0.0.1", "number": "1"} for name in TABLE if name.startswith("criteria_draft")}
POSTED |= {name: {"seen": "0.0.0", "to": "up"} for name in TABLE if name.startswith(("hearing_sheet", "hearing_que"))}
