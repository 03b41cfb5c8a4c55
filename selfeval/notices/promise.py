"""What is promised about answers, in the words of every notice, so that no two say different things."""

LOCKED = "Your answers are locked when you send them."
MIXED = "When the survey ends they are all mixed up, and the key is destroyed."
AFTERWARDS = "After that nobody can tell which answers are yours."
UNTIL_THEN = "Until then only the people who look after the computer could open them, and they must not."
"""Whoever has the server has its database and its key folder, which together open a ballot."""
