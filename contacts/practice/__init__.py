"""One contact told without a person, to show what the figures of a department mean."""
