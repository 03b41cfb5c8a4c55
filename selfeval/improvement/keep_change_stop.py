"""What is answered of an action that is over: keep it, change it or stop it. A line of the term's update."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from selfeval.improvement.action_plan import Progress

Answer = Literal["keep", "change", "stop"]
ANSWERS: Mapping[Progress, Mapping[Answer, str]] = {
    "done": {"keep": "Keep it as it is", "change": "Change it", "stop": "Stop it"},
    "stopped": {
        "stop": "Leave it stopped",
        "keep": "Begin it again",
        "change": "Begin it again, in another way",
    },
}
"""Progress of an action that is over -> the answers, as pages say them and as its update keeps them."""


def answer_line(progress: Progress, answer: Answer, why: str) -> str:
    """As the update keeps it: `Change it: too few came.`"""
    words = ANSWERS[progress][answer]
    return f"{words}: {' '.join(why.split())}" if why.strip() else f"{words}."


def answer_in(text: str) -> tuple[str, str]:
    """What an update answers, in words, and why; both empty where it answers nothing."""
    for line in reversed(text.splitlines()):
        for words in WORDS:
            if line == f"{words}.":
                return words, ""
            if line.startswith(f"{words}: "):
                return words, line.removeprefix(f"{words}: ")
    return "", ""


def with_answer(text: str, line: str) -> str:
    """An update with an answer behind what it says; an earlier answer in it goes."""
    others = [one for one in text.splitlines() if answer_in(one) == ("", "")]
    return "\n".join([*others, line])


def progress_after(progress: Progress, answer: Answer) -> Progress:
    """How far an action is once that is answered: what was stopped can begin again."""
    return "under_way" if progress == "stopped" and answer != "stop" else progress


WORDS = tuple(words for answers in ANSWERS.values() for words in answers.values())
