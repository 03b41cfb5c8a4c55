"""A pilot: whether questions can be kept, from the answers of a first, small round."""
