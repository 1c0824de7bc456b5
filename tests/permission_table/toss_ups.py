"""Tossing up, approving, assigning, and the rules of it."""

from tests.permission_table.cast import MANAGERS, REPS

TOSS_UPS = {
    "handoff_new": ("get", "entry", REPS),
    "handoff_create": ("post", "entry", REPS),
    "handoff_draft": ("post", "entry", REPS),
    "key_person_add": ("post", "entry", REPS),
    "attachment_create": ("post", "entry", REPS),
    "attachment_remove": ("post", "entry and file", REPS),
    "attachment": ("get", "sent file", REPS | MANAGERS | {"sales"}),
    "package_settings": ("get", None, {"admin"}),
    "package_weights_save": ("post", None, {"admin"}),
    "handoff": ("get", "to accept", REPS | MANAGERS | {"sales"}),
    "handoff_judgement": ("get", "to accept", REPS | MANAGERS | {"sales"}),
    "approvals": ("get", None, MANAGERS | {"stranger"}),
    "approvals_bulk": ("post", None, MANAGERS | {"stranger"}),
    "reassignments_bulk": ("post", None, MANAGERS | {"stranger"}),
    "returns_bulk": ("post", None, MANAGERS | {"stranger"}),
    "priorities_bulk": ("post", None, MANAGERS | {"stranger"}),
    "approvals_result": ("get", "bulk decision", MANAGERS),  # the manager started it
    "priority_create": ("post", "to approve", MANAGERS),
    "assignment_why": ("get", "to accept", REPS | MANAGERS | {"sales"}),
    "assignment_rules": ("get", None, MANAGERS | {"stranger"}),
    "assignment_policy": ("post", "team", MANAGERS),
    "assignment_rule_new": ("get", "new territory", MANAGERS),
    "assignment_rule_create": ("post", "new territory", MANAGERS),
    "assignment_rule": ("get", "territory", MANAGERS),
    "assignment_rule_save": ("post", "territory", MANAGERS),
    "assignment_rule_remove": ("post", "territory", MANAGERS),
    "assignment_rule_up": ("post", "territory", MANAGERS),
    "approval": ("get", "to approve", MANAGERS),
    "approval_create": ("post", "to approve", MANAGERS),
    "return_create": ("post", "to approve", MANAGERS),
    "assignment_create": ("post", "to approve", MANAGERS),
}
