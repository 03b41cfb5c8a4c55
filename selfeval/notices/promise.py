"""What is promised about answers, in the words of every notice, so that no two say different things."""

LOCKED = "Your answers are locked when you send them."
UNTIL_THEN = (
    "Until the survey is counted, the people who run the computer system could open them. They are not "
    "allowed to."
)
"""Whoever has the server has its database and its key folder, which together open a ballot."""
MIXED = "When it is counted, all answers are mixed up, and the key that opens them is destroyed."
AFTERWARDS = "After that nobody can tell which answers are yours."
FROM_LOCKED_ON = f"{UNTIL_THEN} {MIXED} {AFTERWARDS}"
"""What follows after it was said that answers are locked."""
