"""Open work: live from the worklists, and as it was at the end of earlier days."""
