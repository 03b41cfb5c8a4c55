"""Measurement: scores of persons, their precision and reliability, for a round and for its groups."""
