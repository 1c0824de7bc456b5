"""The criteria over leads: facts, verdicts, traces, and what follows from them."""
