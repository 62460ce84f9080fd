"""The parts of a figure page: tables and pictures of what is open and of what happened."""
