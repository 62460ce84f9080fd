"""What the figures say about the self-assessment."""
