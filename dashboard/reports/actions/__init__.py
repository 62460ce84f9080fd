"""What departments do about their reports, and what came of it."""
