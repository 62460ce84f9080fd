"""What published reports would say by now: facts are corrected, a report never is."""
