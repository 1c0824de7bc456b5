"""From an empty database to the first lead: the first account, a few questions, a checklist."""
