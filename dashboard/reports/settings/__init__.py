"""When reports come and who gets them, as the KCC manager keeps it."""
