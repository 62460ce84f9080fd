"""Destroying cases whose retention has passed: list, approval by another, certificate."""
