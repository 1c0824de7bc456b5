"""Nurturing: who is in it, why, when to look again, and what brings a lead back to the queue."""
