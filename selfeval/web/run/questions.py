"""All the questions of a survey as its pages ask them, for the page that parents may have in print."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from selfeval.questionnaires import versions
from selfeval.questionnaires.model import Questionnaire
from selfeval.store.surveys import Round
from selfeval.surveys.answering import group_document
from selfeval.web.answer.long_form import Part, Question, parts_of
from selfeval.web.answer.pages import LANGUAGE, Look
from selfeval.web.run.board import round_name


@dataclass(frozen=True)
class Asked:
    """What one round asks. `usual`: the answers of most of its questions, so that they stand there once."""

    name: str
    groups: tuple[str, ...]
    minutes: int | None
    usual: tuple[str, ...]
    parts: tuple[Part, ...]
    about: tuple[tuple[tuple[str, ...], tuple[Question, ...]], ...]
    """Groups that are asked the same questions about the person, and these."""

    @property
    def others(self) -> bool:
        """Whether some question has other answers than the usual ones."""
        asked = [question for part in self.parts for question in part.questions]
        asked += [question for _, questions in self.about for question in questions]
        return any(answers_of(question) != self.usual for question in asked)


def asked_in(round_: Round) -> Asked:
    """Every question of a round, in its order and words."""
    definition = round_.definition
    words = versions.find(definition.questionnaire, definition.version).words
    look = Look(Questionnaire(definition, words))
    parts = parts_of(look, {"about": []})
    answers = Counter(answers_of(question) for part in parts for question in part.questions)
    return Asked(
        name=round_name(round_),
        groups=tuple(group.name for group in round_.groups),
        minutes=definition.minutes,
        usual=answers.most_common(1)[0][0],
        parts=tuple(parts),
        about=_about(round_, look),
    )


def answers_of(question: Question) -> tuple[str, ...]:
    """The answers to choose from, as they stand on the page."""
    return tuple(label for _, label in question.options)


def _about(round_: Round, look: Look) -> tuple[tuple[tuple[str, ...], tuple[Question, ...]], ...]:
    about = round_.about
    words = versions.find(about.questionnaire, about.version).words[LANGUAGE]
    asked: dict[tuple[str, ...], tuple[list[str], tuple[Question, ...]]] = {}
    for group in round_.groups:
        document = group_document(round_, group, words)
        last = parts_of(look, document)[-1].questions if document["about"] else []
        ids = tuple(question["id"] for question in document["about"])
        asked.setdefault(ids, ([], tuple(last)))[0].append(group.name)
    return tuple((tuple(names), questions) for names, questions in asked.values() if questions)
