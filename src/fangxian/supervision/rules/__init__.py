"""Inspection, open and unannounced, and looking back at what was found (督导、暗访、回头看; F35). Pure."""
