"""Who should take a toss-up, why, and why not the others."""

from handoff.assignment.people import account_owner, account_owners, salespeople, team_load, with_load
from handoff.assignment.suggestions import Suggestion, Suggestions, suggest

__all__ = [
    "Suggestion",
    "Suggestions",
    "account_owner",
    "account_owners",
    "salespeople",
    "suggest",
    "team_load",
    "with_load",
]
