"""Weights to the roll: what a round would say if everybody counted as on the roll (MEASUREMENT 6)."""
