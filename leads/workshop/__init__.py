"""The page on which the next version of the scoring model is made."""
