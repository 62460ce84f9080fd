"""Counts per day: made, kept true, and read (docs/decisions/022-counts-per-day.md)."""
