"""What is asked: the catalogue, and statements of the municipality itself."""
