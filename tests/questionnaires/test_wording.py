"""A text for everything, and no text for what there is not."""

from __future__ import annotations

import pytest

from selfeval.questionnaires.catalogue import load
from selfeval.questionnaires.parts import LIBRARY
from selfeval.questionnaires.toml_files import QuestionnaireFaults
from tests.questionnaires.author import STRUCTURE, WORDS, Author, changed


@pytest.mark.parametrize(
    ("gone", "place", "section"),
    [
        ('p2 = "I stand by myself."\n', "p2", "items"),
        ('skipped = "Skip"\n', "skipped", "answers"),
        ('dont_know = "Don’t know"\n', "dont_know", "answers"),
        ('safety = "Safety"\n', "safety", "areas"),
        ('whole = "The whole playground"\n', "whole", "scales"),
        ('seldom = "Seldom"\n', "often4, seldom", "options.often4"),
    ],
)
def test_a_missing_text_is_a_fault(author: Author, gone: str, place: str, section: str) -> None:
    (fault,) = author.faults(words=changed(WORDS, gone, ""))
    assert (fault.file, fault.id) == ("playground.en.toml", place)
    assert fault.sentence.endswith(f"is missing. Add it under [{section}].")


@pytest.mark.parametrize(
    ("section", "extra", "place"),
    [
        ("items", 'p9 = "Is it sunny?"', "p9"),
        ("answers", 'not_my_role = "Not part of my role"', "not_my_role"),
        ("areas", 'shade = "Shade"', "shade"),
        ("scales", 'company = "Company"', "company"),
        ("options.often4", 'rarely = "Rarely"', "often4, rarely"),
    ],
)
def test_a_superfluous_text_is_a_fault(author: Author, section: str, extra: str, place: str) -> None:
    (fault,) = author.faults(words=changed(WORDS, f"[{section}]", f"[{section}]\n{extra}"))
    assert (fault.file, fault.id) == ("playground.en.toml", place)
    assert fault.sentence.endswith(f"Leave its text out of [{section}].")


def test_labels_of_an_option_set_that_no_question_uses_are_a_fault(author: Author) -> None:
    (fault,) = author.faults(words=WORDS + '\n[options.other3]\nyes = "Yes"\n')
    assert (fault.id, fault.sentence) == (
        "other3",
        "There are texts, but no question uses such an option set. Leave them out.",
    )


def test_the_library_brings_its_own_labels_and_they_cannot_be_changed(author: Author) -> None:
    assert author.loads().words["en"].options["agree5"]["strongly_agree"] == "Strongly agree"
    (fault,) = author.faults(words=WORDS + '\n[options.agree5]\nstrongly_agree = "Yes, very"\n')
    assert (fault.id, fault.sentence) == (
        "agree5",
        "The library has the words of this option set. Leave yours out.",
    )


def test_the_library_brings_the_names_of_its_areas_and_they_cannot_be_changed(author: Author) -> None:
    structure = STRUCTURE.replace('"company"', '"culture"')
    words = changed(WORDS, 'company = "Company"\n', "")
    assert author.loads(structure, words).words["en"].areas["culture"] == "A respectful culture"
    (fault,) = author.faults(structure, changed(WORDS, "company =", "culture ="))
    assert (fault.id, fault.sentence) == (
        "culture",
        "The library has the words of this area. Leave yours out of [areas].",
    )


def test_a_language_that_the_library_does_not_speak_brings_all_words_itself(author: Author) -> None:
    french = changed(WORDS, '"en"', '"fr"\ndraft = true')
    labels = {"strongly_agree": "1", "agree": "2", "neither": "3", "disagree": "4", "strongly_disagree": "5"}
    author.writes(
        "playground.fr.toml",
        french + "\n[options.agree5]\n" + "".join(f'{name} = "Oui {n}"\n' for name, n in labels.items()),
    )
    words = author.loads().words
    assert sorted(words) == ["en", "fr"]
    assert words["fr"].draft
    assert not words["en"].draft
    assert words["fr"].options["agree5"]["neither"] == "Oui 3"

    author.writes("playground.fr.toml", french)
    (fault,) = author.faults()
    assert (fault.file, fault.id) == ("playground.fr.toml", "agree5")
    assert fault.sentence == "The texts of this option set are missing. Add [options.agree5]."


def test_two_options_that_read_the_same_are_a_fault(author: Author) -> None:
    (fault,) = author.faults(words=changed(WORDS, '"Seldom"', '"Often"'))
    assert (fault.id, fault.sentence) == ("often4", "Two options read “Often”. Nobody could tell them apart.")


def test_a_scale_of_an_area_has_the_name_of_its_area(author: Author) -> None:
    assert author.loads().words["en"].scales == {"company": "Company", "whole": "The whole playground"}


def test_part_headings_are_given_for_every_area_or_for_none(author: Author) -> None:
    both = WORDS + '\n[pages]\ncompany = "Who is there"\nsafety = "Feeling safe"\n'
    assert author.loads(words=both).words["en"].pages["safety"] == "Feeling safe"
    (fault,) = author.faults(words=WORDS + '\n[pages]\ncompany = "Who is there"\n')
    assert (fault.id, fault.sentence) == ("safety", "The text of this part is missing. Add it under [pages].")


def test_what_is_said_under_a_part_belongs_to_a_part_that_there_is(author: Author) -> None:
    parts = '\n[pages]\ncompany = "Who is there"\nsafety = "Feeling safe"\n'
    meant = parts + '[page_intros]\nsafety = "Safe means that nobody hurts you."\n'
    assert author.loads(words=WORDS + meant).words["en"].page_intros == {
        "safety": "Safe means that nobody hurts you."
    }
    (fault,) = author.faults(words=WORDS + parts + '[page_intros]\nshade = "Under the trees."\n')
    assert (fault.id, fault.sentence) == (
        "shade",
        "There is no such part. Leave its text out of [page_intros].",
    )


LEADERS = """
questionnaire = "our-evaluation"
version = 1
audience = "leaders"
[[items]]
id = "i1"
kind = "indicator"
options = "levels"
also = ["not_known"]
"""
LEADERS_WORDS = """
language = "en"
title = "Our evaluation"
intro = "How are we doing?"
answers = { skipped = "Not rated yet", not_known = "Not known yet" }
[items.i1]
text = "Somebody leads."
[items.i1.levels]
not_started = "Nobody leads."
starting = "Somebody has the title."
building = "The role is written down."
secure = "Leaders stand behind it."
leading = "It is shared."
[items.i1.more]
starting = "a name"
building = "a role"
secure = "backing"
leading = "many shoulders"
"""


def test_an_indicator_describes_every_level_and_what_each_has_more_than_the_one_below(author: Author) -> None:
    words = author.loads(LEADERS, LEADERS_WORDS).words["en"].items["i1"]
    assert words.levels["not_started"] == "Nobody leads."
    assert words.more["secure"] == "backing"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('starting = "Somebody has the title."', "", "“levels” has no text for “starting”."),
        ('secure = "backing"', "", "“more” has no text for “secure”."),
        (
            'starting = "a name"',
            'starting = "a name"\nnot_started = "nothing"',
            "“more” has a text for “not_started”, which is not needed. Leave it out.",
        ),
        (
            'starting = "Somebody has the title."',
            'starting = "Somebody has the title."\ngrand = "Grand."',
            "“levels” has a text for “grand”, which is not needed. Leave it out.",
        ),
    ],
)
def test_a_level_without_its_text_or_a_text_without_its_level_is_a_fault(
    author: Author, old: str, new: str, sentence: str
) -> None:
    (fault,) = author.faults(LEADERS, changed(LEADERS_WORDS, old, new))
    assert (fault.id, fault.sentence) == ("i1", sentence)


def test_only_indicators_have_level_texts(author: Author) -> None:
    words = changed(WORDS, '"I stand by myself."', '{ text = "I stand.", levels = { always = "Always" } }')
    (fault,) = author.faults(words=words)
    assert (fault.id, fault.sentence) == (
        "p2",
        "“levels” has a text for “always”, which is not needed. Leave it out.",
    )


TWO = LEADERS.replace('also = ["not_known"]', 'also = ["not_known"]\ncommitment = "4.3"\npart = "a"')
"""One indicator of two of its commitment."""
SECOND = """
[[items]]
id = "i2"
kind = "indicator"
options = "levels"
also = ["not_known"]
commitment = "4.3"
"""


def test_indicators_of_one_commitment_have_numbers_of_their_own(author: Author) -> None:
    words = LEADERS_WORDS + LEADERS_WORDS[LEADERS_WORDS.index("[items.i1]") :].replace("items.i1", "items.i2")
    both = author.loads(TWO + SECOND + 'part = "b"\n', words).definition
    assert [item.number for item in both.items] == ["4.3a", "4.3b"]
    faults = author.faults(TWO + SECOND + 'part = "a"\n', words)
    assert [(fault.id, fault.sentence) for fault in faults] == [
        (item, "Two indicators have the number 4.3a. Give each a “part”: a, b and so on.")
        for item in ("i1", "i2")
    ]
    (fault,) = author.faults(TWO + SECOND + 'part = "B2"\n', words)
    assert fault.sentence == "“B2” cannot be a part. It is one small letter, such as “a”."


def test_only_an_indicator_with_a_commitment_has_a_part(author: Author) -> None:
    (fault,) = author.faults(changed(TWO, 'commitment = "4.3"\n', ""), LEADERS_WORDS)
    assert (fault.id, fault.sentence) == (
        "i1",
        "“part” tells indicators of one commitment apart. Leave it out here.",
    )


def test_only_an_indicator_leaves_questions_to_another_part(author: Author) -> None:
    (fault,) = author.faults(changed(STRUCTURE, 'id = "p2"', 'id = "p2"\nnot_beside = ["p1"]'))
    assert (fault.id, fault.sentence) == ("p2", "“not_beside” is for indicators only. Leave it out here.")


RULES = """
[every_level]
rule = "The third level names groups, the fourth two years."
most_words = 6
must_say = { secure = ["group", "groups"], leading = ["two years"] }
"""
RULED_WORDS = changed(
    changed(LEADERS_WORDS, "Leaders stand behind it.", "Leaders know each Group."),
    "It is shared.",
    "For two years it was shared.",
).replace("[items.i1]", RULES + "[items.i1]", 1)


def test_level_texts_may_be_bound_to_rules_that_their_file_declares(author: Author) -> None:
    words = author.loads(LEADERS, RULED_WORDS).words["en"]
    assert words.level_rule == "The third level names groups, the fourth two years."
    assert author.loads(LEADERS, LEADERS_WORDS).words["en"].level_rule == ""


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("each Group.", "everyone.", "The text of “secure” must say “group” or “groups”."),
        ("each Group.", "groupings.", "The text of “secure” must say “group” or “groups”."),
        ("For two years it", "For years it", "The text of “leading” must say “two years”."),
        (
            "Somebody has the title.",
            "Somebody here has the title of it.",
            "The text of “starting” has 7 words. At most 6 may stand there.",
        ),
    ],
)
def test_a_level_text_that_breaks_a_rule_is_a_fault(
    author: Author, old: str, new: str, sentence: str
) -> None:
    (fault,) = author.faults(LEADERS, changed(RULED_WORDS, old, new))
    assert (fault.file, fault.id, fault.sentence) == ("playground.en.toml", "i1", sentence)


def test_a_rule_for_a_level_that_there_is_not_is_a_fault(author: Author) -> None:
    (fault,) = author.faults(LEADERS, changed(RULED_WORDS, "{ secure =", "{ grand ="))
    assert (fault.id, fault.sentence) == (
        "every_level",
        "There is no level “grand”. Leave it out of “must_say”.",
    )


def test_the_rules_of_the_self_evaluation_are_broken_by_its_first_version(author: Author) -> None:
    """Put to the words of version 1, the rules of version 2 would refuse most of them."""
    folder = LIBRARY / "self-evaluation"
    first, second = ((folder / f"v{n}.en.toml").read_text(encoding="utf-8") for n in (1, 2))
    rules = second[second.index("[every_level]") : second.index("[answers]")]
    faults = author.faults(
        (folder / "v1.toml").read_text(encoding="utf-8"), changed(first, "[answers]", rules + "[answers]")
    )
    for phrase, times in (("At most 20", 3), ("“groups”", 19), ("“two years”", 23)):
        assert sum(phrase in fault.sentence for fault in faults) == times
    assert len(faults) == 3 + 19 + 23


def _second_version(author: Author, change: str, words: str) -> list[str]:
    """The faults of a second version of LEADERS, sentence by sentence."""
    author.writes("v1.toml", LEADERS)
    author.writes("v1.en.toml", LEADERS_WORDS)
    author.writes("v2.en.toml", words)
    second = changed(LEADERS, "version = 1", "version = 2") + f'\n[changes]\n{change} = ["i1"]\n'
    try:
        load(author.writes("v2.toml", second))
    except QuestionnaireFaults as unusable:
        return [fault.sentence for fault in unusable.faults]
    return []


def test_leaders_read_of_each_changed_indicator_what_is_different(author: Author) -> None:
    reworded = changed(LEADERS_WORDS, "It is shared.", "Many share it.")
    told = changed(reworded, "[items.i1]\n", '[items.i1]\nchanged = "Said more plainly."\n')
    assert _second_version(author, "reworded", told) == []
    assert _second_version(author, "reworded", reworded) == [
        "“changed” is missing in its words (en): say what is different now."
    ]
    still = changed(LEADERS_WORDS, "[items.i1]\n", '[items.i1]\nchanged = "Nothing."\n')
    assert _second_version(author, "unchanged", LEADERS_WORDS) == []
    assert _second_version(author, "unchanged", still) == [
        "It is listed as “unchanged”. Leave “changed” out of its words (en)."
    ]
