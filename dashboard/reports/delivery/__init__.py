"""Telling people that a report is there: once per person and version, and who opened it."""
