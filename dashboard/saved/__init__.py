"""Saved views of figures: a page with its period and filters under a name."""
