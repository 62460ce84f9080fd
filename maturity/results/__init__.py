"""What came out: phases, why, and beside what it can be compared."""
