"""The pages on which reports are found, read and held side by side."""
