"""The page of one lead: what it shows and what may be decided there."""
