"""What is promised about answers, in the words of every notice, so that no two say different things."""

from selfeval.notices.words import NoticeWords

LOCKED = "Your answers are locked when you send them."
UNTIL_THEN = (
    "Until the survey is counted, the people who run the computer system could open them. They are not "
    "allowed to."
)
"""Whoever has the server has its database and its key folder, which together open a ballot."""
MIXED = "When it is counted, all answers are mixed up, and the key that opens them is destroyed."
NOBODY_CAN_TELL = "After that nobody can tell which answers are yours."
NOT_FOUND_AGAIN = (
    "An answer that is sent cannot be found again. So we cannot show it to you, change it or take it back."
)


def promise(words: NoticeWords) -> str:
    """What becomes of answers, from when they are sent."""
    return f"{words.say(LOCKED)} {from_locked_on(words)}"


def promise_to_grown_ups(words: NoticeWords, how: str = "") -> str:
    """The same without “you”, since a language may have one for children alone. `how`: how they answer."""
    sentences = (
        "We do not ask for a name.",
        *([how] if how else []),
        "Answers are locked when they are sent.",
        UNTIL_THEN,
        MIXED,
        "After that nobody can tell whose they are.",
    )
    return " ".join(map(words.say, sentences))


def from_locked_on(words: NoticeWords) -> str:
    """What follows after it was said that answers are locked."""
    return " ".join(words.say(sentence) for sentence in (UNTIL_THEN, MIXED, NOBODY_CAN_TELL))
