"""Random documents of a self-evaluation, and one of Alder Vale put together from a database."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st

from selfeval.questionnaires.catalogue import latest
from selfeval.self_evaluation.document import (
    Document,
    DocumentedArea,
    DocumentedEvidence,
    DocumentedIndicator,
)
from selfeval.self_evaluation.judgements import STRENGTHS, indicators_of
from selfeval.self_evaluation.tags import tag_words
from selfeval.store.self_evaluations import Rating

QUESTIONNAIRE = latest("self-evaluation")
DEFINITION = QUESTIONNAIRE.definition
WORDS = QUESTIONNAIRE.words["en"]
LABELS = WORDS.options["levels"]
POINTS = {option.id: option.points for option in DEFINITION.option_sets_by_id["levels"].options}


def can_be_typed(mark: str) -> bool:
    """Whether a form lets a character through."""
    return mark in "\n\t" or mark.isprintable()


texts = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",)).filter(can_be_typed), max_size=40),
    st.sampled_from(
        [
            '=HYPERLINK("http://quarryhill.example")',
            "-1",
            "+44",
            "@SUM(A1)",
            "'quoted",
            "one\ntwo\n\nthree",
            '"ten", she said; and\tmore',
            "👩🏽‍🏫 said so",
            "007",
            "2026-05-03",
            "TRUE",
            "_x000D_",
            "5,000 " * 833 + "xx",
        ]
    ),
)
days = st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))
ratings = st.builds(
    Rating,
    level=st.sampled_from([None, "not_known", *POINTS]),
    commentary=texts,
    strength=st.sampled_from(["", *STRENGTHS]),
    explanation=texts,
    next_step=texts,
    owner=texts.map(lambda text: text[:120]),
    due=st.none() | days,
    tags=st.lists(st.sampled_from(list(tag_words())), unique=True, max_size=3).map(tuple),
)


def whole_document(ratings: dict[str, Rating], evidence: tuple[DocumentedEvidence, ...] = ()) -> Document:
    """A document of Alder Vale with these ratings; every piece of evidence backs its first indicator."""
    areas = []
    for area in DEFINITION.areas:
        indicators = []
        for item in indicators_of(DEFINITION, area):
            rating = ratings.get(item.id, Rating())
            label = WORDS.answers["not_known"] if rating.level == "not_known" else ""
            indicators.append(
                DocumentedIndicator(
                    id=item.id,
                    number=item.number,
                    short=WORDS.items[item.id].short,
                    text=WORDS.items[item.id].text,
                    level=rating.level,
                    points=POINTS.get(rating.level or ""),
                    label=label or LABELS.get(rating.level or "", ""),
                    description=WORDS.items[item.id].levels.get(rating.level or "", ""),
                    commentary=rating.commentary,
                    strength=rating.strength,
                    explanation=rating.explanation,
                    next_step=rating.next_step,
                    owner=rating.owner,
                    due=rating.due,
                    tags=tuple(tag_words()[tag] for tag in rating.tags),
                    saves=3,
                )
            )
        areas.append(DocumentedArea(area, WORDS.areas[area], None, indicators=tuple(indicators)))
    first = replace(areas[0].indicators[0], evidence=tuple(piece.number for piece in evidence))
    areas[0] = replace(areas[0], indicators=(first, *areas[0].indicators[1:]))
    return Document(
        school="Alder Vale Primary",
        year=2026,
        year_label="2026/27",
        title=WORDS.title,
        questionnaire=DEFINITION.questionnaire,
        version=DEFINITION.version,
        scale=tuple(LABELS[name] for name in sorted(POINTS, key=POINTS.__getitem__)),
        options=tuple(sorted(POINTS, key=POINTS.__getitem__)),
        areas=tuple(areas),
        evidence=evidence,
    )


documents = st.dictionaries(st.sampled_from([item.id for item in DEFINITION.items]), ratings, max_size=4).map(
    whole_document
)
