"""What is asked: questionnaires as data. Knows nothing of the rest of the project."""
