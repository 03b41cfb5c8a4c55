"""Charts: figures as shapes and words, on whatever surface."""
