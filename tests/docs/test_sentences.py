"""Everything that is printed is listed, and read at the age of those who read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfeval.reading_age import reading_age
from tests.docs import sentences
from tests.docs.printed_code import texts_of_python, texts_of_script
from tests.docs.printed_templates import texts_of
from tests.docs.sentences import AGES, HARD, OLDER, OPERATORS, STAFF, YOUNGER, Place

STILL_ABOVE = {
    (YOUNGER, "Questionnaire about-you-pupils"): 7.7,
    (OLDER, "Questionnaire about-you-pupils"): 10.0,
}
"""Audience and place -> an age above that of the audience: few questions, with names that the law gives."""
WORST_WORDS = ("stands on the", "whom", "anew", "drawn out by lot", "set against", "secret ballot")
"""What reads as if it had been translated."""


def measured() -> list[Place]:
    return [place for place in sentences.texts() if not place.frozen and sentences.sentences(place)]


def test_the_list_is_what_the_code_says() -> None:
    assert sentences.PAGE.read_text("utf-8") == sentences.page(), "Run `make docs`."


def test_all_sentences_of_a_place_together_are_read_at_the_age_of_its_readers() -> None:
    too_old = {
        f"{place.audience}: {place.name}": age
        for place in measured()
        if (age := sentences.age_of(sentences.sentences(place)))
        > STILL_ABOVE.get((place.audience, place.name.partition(",")[0]), AGES[place.audience])
    }
    assert too_old == {}


def test_no_single_sentence_is_hard_that_is_not_known_to_be() -> None:
    hard = {one for place in measured() for one in sentences.hard(place)}
    new = hard - sentences.known_hard()
    assert new == set(), f"Shorten it, or use easier words. If neither can be done, add it to {HARD.name}."


def test_nothing_reads_as_if_it_had_been_translated() -> None:
    found = [
        sentence
        for place in measured()
        for sentence in sentences.sentences(place)
        if any(f" {word}" in f" {sentence.lower()}" for word in WORST_WORDS)
        and not place.name.startswith("Questionnaire self-evaluation")
    ]
    assert found == []


def test_every_audience_has_its_places() -> None:
    assert {place.audience for place in measured()} == {STAFF, YOUNGER, OLDER, OPERATORS}
    assert sum(len(sentences.sentences(place)) for place in sentences.texts()) > 3000


def test_sentences_of_each_kind_of_source_are_listed() -> None:
    listed = {sentence for place in sentences.texts() for sentence in sentences.sentences(place)}
    assert {
        "Cards can be printed once it is open.",
        "Make … 120 characters or fewer.",
        "Leaders have not rated an indicator yet.",
        "Your answers get locked away on this tablet.",
        "Back up everything but the keys, and read it back.",
    } <= listed


def test_each_branch_of_a_template_is_a_sentence_of_its_own(tmp_path: Path) -> None:
    template = tmp_path / "page.html"
    template.write_text(
        "<h1>{{ name }}</h1><p>It is {% if late %}late{% elif soon %}soon{% else %}on time{% endif %}.</p>"
        '<p aria-label="What it says">{{ "Yes, it is." if yes else "No." }}</p>{{ field("What is it?") }}'
    )
    assert set(texts_of(template)) == {
        "…",
        "It is late.",
        "It is soon.",
        "It is on time.",
        "What it says",
        "Yes, it is.",
        "No.",
        "What is it?",
    }


def test_literals_are_found_whole_and_what_is_for_makers_is_not(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        '"""A docstring that nobody sees."""\n'
        'def words(n: int) -> str:\n    """Nor this one here."""\n'
        '    if n < 0:\n        raise ValueError("A number must not be negative.")\n'
        "    return f\"There {'is one' if n == 1 else 'are many'} of {n}.\"\n"
    )
    assert list(texts_of_python(module)) == ["There is one of ….", "There are many of …."]


def test_words_of_scripts_are_found(tmp_path: Path) -> None:
    script = tmp_path / "script.js"
    script.write_text('// Not this one.\nshow("Your answers are sent.", `Part ${n} of many parts`)')
    assert list(texts_of_script(script)) == ["Your answers are sent.", "Part … of many parts"]


def test_the_measure_is_that_of_all_sentences_together() -> None:
    one, other = "The cat sat on the mat.", "We ask … of you: yes or no."
    assert sentences.age_of((one,)) == pytest.approx(reading_age(one))
    assert sentences.age_of((one, other)) == pytest.approx(
        reading_age("The cat sat on the mat. We ask seven of you yes or no.")
    )
