"""A municipality of any size, for measuring: written in bulk, not through the services.

The shape is that of the demo town (dashboard.management.demo), which is made through the services;
tests/dashboard/test_load_bench.py holds the two together.
"""
