"""What keeps small groups from being worked out: merging, suppression, rounding, and the attacks on it."""
