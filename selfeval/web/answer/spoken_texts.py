"""What is read aloud on the answering pages, as it stands there, so that somebody can record it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from selfeval.questionnaires.model import Definition
from selfeval.store.recordings import Recording
from selfeval.web.answer.rendering import QuestionnairePage, about_questions, page_data

AROUND = (
    ("hello",),
    ("choose",),
    ("no_name",),
    ("not_alone", "added_up"),
    ("locked_here", "opened"),
    ("locked_there", "opened"),
    ("may_stop",),
    ("no_change",),
    ("about_you",),
    ("look_over",),
    ("look_over_text",),
    ("thanks",),
    ("thanks_text",),
    ("worry",),
    ("worry_text",),
    ("adult_here",),
    ("worry_trust",),
    ("hand_on",),
    ("stop_title",),
    ("stop_text",),
    ("help_text",),
    ("help_wait",),
    ("help_or",),
)
"""Sentences of the pages around the questions, those of one breath together."""


@dataclass(frozen=True)
class SpokenPart:
    """Texts that stand together, each once."""

    heading: str
    texts: tuple[str, ...]
    needed: bool
    """Without them a child who cannot read cannot answer."""


def spoken_parts(page: QuestionnairePage, about: Definition, asked: Sequence[bool]) -> list[SpokenPart]:
    """All texts of a page that are read aloud, but for those with gaps. `asked`: of the questions `about`."""
    data = page_data(page.definition, page.words, page.interface, page.style)
    own = page.about_words(about)
    personal = about_questions(about, asked, own)
    questions = [
        text
        for question in [*data["warmUps"], *data["items"]]
        for text in (question["text"], question.get("help", ""))
    ]
    answers = [label for options in data["sets"].values() for _, label in options]
    answers += [label for item in data["items"] for _, label in item.get("also", [])]
    answers += [option["label"] for question in personal for option in question["options"]]
    around = [" ".join(filter(None, (page.interface.page[name] for name in names))) for names in AROUND]
    parts = (
        ("The questions", questions, True),
        ("The answers", answers, True),
        ("About you", [own.intro, *(question["text"] for question in personal)] if personal else [], True),
        ("The pages around them", [page.words.intro, *around], False),
    )
    seen: set[str] = set()
    spoken_here = [SpokenPart(heading, _once(texts, seen), needed) for heading, texts, needed in parts]
    return [part for part in spoken_here if part.texts]


def _once(texts: Iterable[str], seen: set[str]) -> tuple[str, ...]:
    unique = []
    for text in texts:
        plain = " ".join(text.split())
        if plain and plain not in seen:
            seen.add(plain)
            unique.append(plain)
    return tuple(unique)


def recorded_here(
    parts: Iterable[SpokenPart], recordings: Mapping[str, Recording]
) -> tuple[dict[str, str], int]:
    """Text -> name of its recording, of what is read here and was recorded; and their bytes."""
    chosen = {text: recordings[text] for part in parts for text in part.texts if text in recordings}
    return {text: row.name for text, row in chosen.items()}, sum(row.size for row in chosen.values())
