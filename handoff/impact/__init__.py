"""What a draft would change (影響): from a sample at once, of all leads by a background run."""

from handoff.impact.sample import Impact, estimate

__all__ = ["Impact", "estimate"]
