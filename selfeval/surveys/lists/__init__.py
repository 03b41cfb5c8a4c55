"""Rolls out of the lists that a school has already. Counts are made of them; nothing else is kept."""
