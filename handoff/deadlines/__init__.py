"""Business days and the promises counted in them: targets, the sweep, counting again."""
