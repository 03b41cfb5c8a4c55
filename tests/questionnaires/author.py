"""A small questionnaire of a school's own, as a teacher would write it, to be spoilt one place at a time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from selfeval.questionnaires.catalogue import load
from selfeval.questionnaires.model import Questionnaire
from selfeval.questionnaires.toml_files import Fault, QuestionnaireFaults

STRUCTURE = """
questionnaire = "playground"
version = 1
audience = "pupils"
areas = ["company", "safety"]

[every_item]
kind = "outcome"
options = "often4"

[option_sets.often4]
favourable_from = 3
options = [
    { id = "always", points = 4 },
    { id = "often", points = 3 },
    { id = "seldom", points = 2 },
    { id = "never", points = 1 },
]

[[items]]
id = "p1"
area = "company"

[[items]]
id = "p2"
area = "company"
reversed = true

[[items]]
id = "p3"
area = "safety"
also = ["dont_know"]

[[items]]
id = "p4"
area = "safety"
options = "agree5"

[[scales]]
id = "company"
kind = "area"
area = "company"
items = ["p1", "p2"]

[[scales]]
id = "whole"
kind = "other"
items = ["p1", "p2", "p3", "p4"]
minimum_answered = 3
"""

WORDS = """
language = "en"
title = "Our playground"
intro = "Tell us about the playground."

[answers]
skipped = "Skip"
dont_know = "Don’t know"

[areas]
company = "Company"
safety = "Safety"

[scales]
whole = "The whole playground"

[options.often4]
always = "Always"
often = "Often"
seldom = "Seldom"
never = "Never"

[items]
p1 = "I find someone to play with."
p2 = "I stand by myself."
p3 = "Somebody looks after us."
p4 = "I feel safe outside."
"""


def changed(text: str, old: str, new: str) -> str:
    """The text with one passage replaced; one that does not occur exactly once is a mistake in the test."""
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
    return text.replace(old, new)


@dataclass(frozen=True)
class Author:
    """Writes questionnaire files into a folder and reads what the loader says of them."""

    folder: Path

    def writes(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def loads(self, structure: str = STRUCTURE, words: str = WORDS) -> Questionnaire:
        self.writes("playground.en.toml", words)
        return load(self.writes("playground.toml", structure))

    def faults(self, structure: str = STRUCTURE, words: str = WORDS) -> list[Fault]:
        """The faults of a questionnaire; an empty list if it loads."""
        try:
            self.loads(structure, words)
        except QuestionnaireFaults as unusable:
            return unusable.faults
        return []
