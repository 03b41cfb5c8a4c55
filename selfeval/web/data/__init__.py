"""What a school can see and do about what is kept of it: how long, taking it away, deleting it."""
