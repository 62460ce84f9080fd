"""A round of the self-assessment: started, followed and ended by who leads it."""
