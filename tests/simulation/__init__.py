"""Simulated schools: what intervals cover, how often a report is wrong, what it finds (`make simulate`)."""
