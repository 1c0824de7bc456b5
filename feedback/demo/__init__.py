"""Invented companies and people with four months of history, for the first look and for trying things out."""
