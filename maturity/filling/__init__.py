"""Filling in: own estimates, statements, handing in."""
