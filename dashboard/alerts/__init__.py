"""A mail when a figure stays past its norm: what the KCC manager wants to be told."""
