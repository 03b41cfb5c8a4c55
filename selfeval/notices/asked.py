"""Everything that a round asks, in its order and words, for whoever reads it on paper first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from selfeval.questionnaires.catalogue import find
from selfeval.questionnaires.model import Definition, Item, Words
from selfeval.questionnaires.translated import ANSWERS, ENGLISH, PartTexts, with_texts
from selfeval.store.surveys import Round
from selfeval.surveys.asked_groups import asked_of
from selfeval.surveys.fieldwork import round_name


@dataclass(frozen=True)
class PrintedQuestion:
    """One question with its answers as they stand on the page."""

    id: str
    number: int
    text: str
    answers: tuple[str, ...]
    sensitive: bool = False
    """Thinking of it may be hard for some."""
    help: str = ""
    """What is said under it."""


@dataclass(frozen=True)
class PrintedPart:
    """Questions under one heading; the heading may be empty."""

    heading: str
    questions: tuple[PrintedQuestion, ...]
    intro: str = ""
    """What is said under the heading."""


@dataclass(frozen=True)
class AboutPart:
    """Groups that are asked the same questions about the person, and these."""

    groups: tuple[str, ...]
    questions: tuple[PrintedQuestion, ...]


@dataclass(frozen=True)
class PrintedRound:
    """What one round asks. `usual`: the answers of most of its questions, so that they stand there once."""

    name: str
    groups: tuple[str, ...]
    minutes: int | None
    intro: str
    usual: tuple[str, ...]
    warm_ups: tuple[str, ...]
    """Questions to try the answers on; nobody is sent what is said to them."""
    parts: tuple[PrintedPart, ...]
    about: tuple[AboutPart, ...]
    why: str
    """Why the questions about the person are asked."""

    @property
    def questions(self) -> tuple[PrintedQuestion, ...]:
        """All of them, of every group."""
        personal = [question for part in self.about for question in part.questions]
        return tuple([question for part in self.parts for question in part.questions] + personal)

    @property
    def others(self) -> bool:
        """Whether some question has other answers than the usual ones."""
        return any(question.answers != self.usual for question in self.questions)

    @property
    def sensitive(self) -> tuple[PrintedQuestion, ...]:
        """Questions that may be hard for some."""
        every = {question.id: question for question in self.questions if question.sensitive}
        return tuple(every.values())


NO_TEXTS: PartTexts = {}


def printed_round(round_: Round, language: str = ENGLISH, texts: PartTexts = NO_TEXTS) -> PrintedRound:
    """Every question of a round. `texts`: what the school says otherwise in this language."""
    definition = round_.definition
    asked = round_.definition_row.questionnaire_asked.words
    words = in_language(asked, definition.questionnaire, language, texts)
    about = find(round_.about.questionnaire, round_.about.version).words
    about_words = in_language(about, round_.about.questionnaire, language, texts)
    parts = tuple(_parts(definition, words))
    usual = Counter(question.answers for part in parts for question in part.questions)
    return PrintedRound(
        name=round_name(round_) if language == ENGLISH else words.title,
        groups=tuple(group.name for group in round_.groups),
        minutes=definition.minutes,
        intro=words.intro,
        usual=usual.most_common(1)[0][0],
        warm_ups=tuple(words.warm_ups[warm_up] for warm_up in definition.warm_ups),
        parts=parts,
        about=tuple(_about(round_, about_words, first=1 + sum(len(part.questions) for part in parts))),
        why=about_words.intro,
    )


def in_language(ready: Mapping[str, Words], part: str, language: str, texts: PartTexts) -> Words:
    """The words of a language, with what the school says otherwise; what is missing is English."""
    words = ready.get(language) or replace(ready[ENGLISH], language=language, draft=True)
    return with_texts(words, {**texts.get(ANSWERS, {}), **texts.get(part, {})})


def _parts(definition: Definition, words: Words) -> Iterator[PrintedPart]:
    """In the parts that staff see; pupils see one question after the other."""
    numbers = count(1)
    if definition.audience == "pupils":
        yield PrintedPart("", tuple(_questions(definition.items, definition, words, numbers)))
        return
    for heading, intro, items in words.parts(definition):
        yield PrintedPart(heading, tuple(_questions(items, definition, words, numbers)), intro)


def _about(round_: Round, words: Words, first: int) -> Iterator[AboutPart]:
    about = round_.about
    alike: dict[tuple[Item, ...], list[str]] = {}
    for group in round_.groups:
        asked = asked_of(about, group.years)
        items = tuple(item for item, is_asked in zip(about.items, asked, strict=True) if is_asked)
        alike.setdefault(items, []).append(group.name)
    for items, groups in alike.items():
        if items:
            yield AboutPart(tuple(groups), tuple(_questions(items, about, words, count(first))))


def _questions(
    items: Sequence[Item], definition: Definition, words: Words, numbers: Iterable[int]
) -> Iterator[PrintedQuestion]:
    for item, number in zip(items, numbers, strict=False):
        labels = {**words.options[item.options], **words.answers}
        answers = tuple(labels[answer] for answer in definition.characters(item))
        texts = words.items[item.id]
        yield PrintedQuestion(item.id, number, texts.text, answers, item.sensitive, texts.help)
