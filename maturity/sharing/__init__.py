"""Outcomes without a name, from and to other municipalities."""
