"""Who works here: invited by e-mail, given roles and a team, deactivated when they leave. Never deleted."""
