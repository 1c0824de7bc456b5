"""Who tries, and those who often get in together."""

CAST = ["nobody", "outsider", "stranger", "marketer", "rep", "other_rep", "manager", "sales", "other_sales", "admin"]

ROLES = set(CAST) - {"nobody", "outsider"}
SIGNED_IN = ROLES | {"outsider"}
REPS = {"rep", "other_rep"}
MANAGERS = {"manager", "admin"}
QUEUE_READERS = REPS | MANAGERS
IMPORTERS = {"marketer", "admin"}
