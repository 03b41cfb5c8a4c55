"""Who can be asked: one list, from which every page, file and chart takes what an audience is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

AskedAudience = Literal["pupils", "staff", "families", "governors"]
"""Whoever answers a survey. Leaders are an audience, too, but they judge."""


@dataclass(frozen=True)
class AudienceWords:
    """One audience, and what is said of it. Its name in the middle of a sentence is `name`."""

    name: AskedAudience
    person: str
    """a member of staff"""
    many: str
    """Of a number of them: members of staff."""
    answers: str
    """Whose answers they are, at the start of a sentence."""
    survey: str
    """What a survey of theirs is called: Staff survey."""
    within: str
    """Of how many they are: on roll, in post."""
    how_many: str
    """What the lead is asked for: how many staff could answer."""
    such_as: int
    """A usual number of them."""
    minutes: int
    """How long it takes to plan a survey of theirs."""
    about: str
    """The questionnaire with the questions about the person."""
    tried_with: tuple[str, str]
    """With whom questions for them are tried out: one, and several."""
    reader: Literal["pupils", "staff", "parents"]
    """Whose helplines they are shown."""
    asks_about: bool = True
    """Whether such questions are asked. Of few people they would name somebody, and show nothing."""
    questionnaire: str = ""
    """What all of them answer; empty where it hangs on their age."""

    @property
    def title(self) -> str:
        """The same at the start of a sentence."""
        return self.name.capitalize()

    @property
    def is_one_group(self) -> bool:
        """Whether they are told apart by nothing but what they say of themselves."""
        return bool(self.questionnaire)


AUDIENCES: Mapping[AskedAudience, AudienceWords] = MappingProxyType(
    {
        "pupils": AudienceWords(
            name="pupils",
            person="a pupil",
            many="pupils",
            answers="Pupils’ answers",
            survey="Pupil survey",
            within="on roll",
            how_many="how many pupils are on roll",
            such_as=300,
            minutes=10,
            about="about-you-pupils",
            tried_with=("pupil", "pupils"),
            reader="pupils",
        ),
        "staff": AudienceWords(
            name="staff",
            person="a member of staff",
            many="members of staff",
            answers="Staff answers",
            survey="Staff survey",
            within="in post",
            how_many="how many staff could answer",
            such_as=48,
            minutes=3,
            about="about-you-staff",
            tried_with=("colleague", "colleagues"),
            reader="staff",
            questionnaire="staff",
        ),
        "families": AudienceWords(
            name="families",
            person="a family",
            many="families",
            answers="Families’ answers",
            survey="Family survey",
            within="with a child here",
            how_many="how many families have a child here",
            such_as=210,
            minutes=3,
            about="about-you-families",
            tried_with=("parent or carer", "parents and carers"),
            reader="parents",
            questionnaire="families",
        ),
        "governors": AudienceWords(
            name="governors",
            person="a governor",
            many="governors",
            answers="Governors’ answers",
            survey="Governor survey",
            within="on the governing body",
            how_many="how many governors there are",
            such_as=12,
            minutes=3,
            about="about-you-staff",
            tried_with=("governor", "governors"),
            reader="staff",
            asks_about=False,
            questionnaire="governors",
        ),
    }
)
"""In the order in which they are shown everywhere."""
ONE_GROUP: Mapping[str, AudienceWords] = MappingProxyType(
    {words.questionnaire: words for words in AUDIENCES.values() if words.is_one_group}
)
"""Questionnaire -> those of whom all answer it, whatever their age."""
FURTHER: tuple[AskedAudience, ...] = ("families", "governors")
"""Those who are asked beside pupils and staff, and of whom a report says nothing where they were not."""
SIDE_BY_SIDE: Mapping[str, AskedAudience] = MappingProxyType({"pupils": "staff", "staff": "pupils"})
"""Audience -> whose answers to the same questions are set beside its own."""


def asked_audience(name: str) -> AskedAudience:
    """The audience of this name. Raises ValueError for one that is never asked."""
    audience_asked = next((audience for audience in AUDIENCES if audience == name), None)
    if audience_asked is None:
        raise ValueError(f"There is no audience “{name}” that can be asked.")
    return audience_asked


def words_of(name: str) -> AudienceWords:
    """What is said of an audience. Raises ValueError for one that is never asked."""
    return AUDIENCES[asked_audience(name)]
