"""What was open at an earlier moment, told from the timelines."""
