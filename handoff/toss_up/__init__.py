"""Tossing up a lead: by hand, by an automatic rule, and when it comes back."""
