"""What happened, asked in one's own words: it is always known which answer says that it did not happen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selfeval.commands.check import check_files
from selfeval.questionnaires.catalogue import shipped
from selfeval.questionnaires.composing import Composition, OwnItem, composed, whole_library
from selfeval.questionnaires.composing_faults import composing_faults
from selfeval.questionnaires.model import EVENT_ANSWERS, NOT_HAPPENED, NOTHING_FOLLOWED
from selfeval.questionnaires.parts import stock
from selfeval.scoring.round_findings import round_findings
from tests.questionnaires.author import STRUCTURE, WORDS, Author, changed

HIT = OwnItem(
    {"en": "Has a grown-up hit you this term?"},
    kind="event",
    answers={"en": ("Yes", "No")},
    points=(2, 1),
    concerns="school",
)
READY = replace(HIT, options="yes_no", answers={}, points=())


def of(item: OwnItem) -> Composition:
    whole = whole_library("pupils-7-11")
    return replace(whole, items=(*whole.items, item))


def test_of_every_ready_answer_to_an_event_it_is_known_whether_it_says_that_it_happened() -> None:
    for name, happened in EVENT_ANSWERS.items():
        options = {option.id for option in stock().option_sets[name].options}
        rest = options - happened
        assert happened < options
        assert rest & NOT_HAPPENED
        assert rest <= NOT_HAPPENED | NOTHING_FOLLOWED


def test_every_event_that_was_ever_shipped_says_what_happened() -> None:
    definitions = [one.definition for versions in shipped().values() for one in versions]
    events = [(one, item) for one in definitions for item in one.items if item.kind == "event"]
    assert events
    assert all(definition.says_what_happened(item) for definition, item in events)


@pytest.mark.parametrize("options", ["agree5_child", "yes_no_not_sure", "yes_sometimes_no"])
def test_an_event_with_answers_of_which_nobody_knows_what_they_say_is_a_fault_where_it_is_composed(
    options: str,
) -> None:
    for wrong in (HIT, replace(READY, options=options)):
        faults = [one for one in composing_faults(of(wrong)) if one.place == len(of(wrong).items) - 1]
        assert any("which one says that it did not happen" in one.sentence for one in faults)
    assert not composing_faults(of(READY))


@pytest.mark.parametrize("options", ['["yes", "no"]', '["never", "once", "often"]', '["a1", "a2"]'])
def test_a_file_says_so_of_an_event_with_answers_of_its_own(author: Author, options: str) -> None:
    structure = STRUCTURE + f"\n[option_sets.hit]\noptions = {options}\n"
    structure = changed(
        structure, 'id = "p3"\narea = "safety"', 'id = "p3"\nkind = "event"\noptions = "hit"\narea = "safety"'
    )
    structure = changed(structure, '["p1", "p2", "p3", "p4"]', '["p1", "p2", "p4"]')
    labels = "\n".join(
        f'{name} = "Answer {name}"' for name in options.strip("[]").replace('"', "").split(", ")
    )
    author.writes("playground.en.toml", WORDS + f"\n[options.hit]\n{labels}\n")
    report = check_files([author.writes("playground.toml", structure)])
    assert not report.ok
    assert (
        "p3: It asks what happened, but nothing says which answer means that it did not. Take one of "
        "“times4”, “yes_no”, “yes_no_did_not_happen” and “yes_no_heard_none”."
    ) in report.text


def test_the_same_file_with_ready_answers_can_be_used(author: Author) -> None:
    structure = changed(
        STRUCTURE,
        'id = "p3"\narea = "safety"',
        'id = "p3"\nkind = "event"\noptions = "times4"\narea = "safety"',
    )
    author.writes("playground.en.toml", WORDS)
    structure = changed(structure, '["p1", "p2", "p3", "p4"]', '["p1", "p2", "p4"]')
    assert check_files([author.writes("playground.toml", structure)]).ok


def test_two_of_27_who_say_yes_are_two_of_27() -> None:
    definition = composed(of(READY)).definition
    responses = [definition.encode({READY.id: "yes" if number < 2 else "no"}) for number in range(27)]
    happened = round_findings(definition, responses).items[-1].happened
    assert happened is not None
    assert round(happened.value, 3) == round(100 * 2 / 27, 3)


def test_where_an_old_definition_does_not_say_it_no_share_is_counted_rather_than_a_false_one() -> None:
    definition = composed(of(HIT)).definition
    responses = [definition.encode({HIT.id: "a1" if number < 2 else "a2"}) for number in range(27)]
    finding = round_findings(definition, responses).items[-1]
    assert (finding.happened, finding.met) == (None, None)
    assert {option: round(share) for option, share in (finding.shares or {}).items()} == {"a1": 7, "a2": 93}
