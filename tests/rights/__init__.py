"""Attempts to hold, find or expose somebody without a reason, and how each is refused."""
