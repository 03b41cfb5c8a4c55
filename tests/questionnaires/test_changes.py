"""The change list of a second version, on a made-up one: four questions become five."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfeval.questionnaires.catalogue import load
from selfeval.questionnaires.model import Change
from selfeval.questionnaires.toml_files import Fault, QuestionnaireFaults
from tests.questionnaires.author import Author, changed


def _structure(version: int, items: list[str], rest: str = "") -> str:
    listed = "".join(f'[[items]]\nid = "{item}"\n' for item in items)
    return f"""
        questionnaire = "tea"
        version = {version}
        audience = "staff"
        every_item = {{ kind = "experience", options = "agree5" }}
        {listed}
        {rest}
    """


def _words(**texts: str) -> str:
    head = 'language = "en"\ntitle = "Tea"\nintro = "I"\nanswers.skipped = "Left out"\n[items]\n'
    return head + "".join(f'{item} = "{text}"\n' for item, text in texts.items())


FIRST = _structure(1, ["hot", "strong", "milk", "sugar", "early", "often"])
FIRST_WORDS = _words(
    hot="It is hot.", strong="It is strong.", milk="Milk.", sugar="Sugar.", early="Early.", often="Often."
)
CHANGES = """
        [changes]
        unchanged = ["hot"]
        reworded = ["strong"]
        new = ["cake"]
        retired = ["often"]
        [changes.merged]
        added = ["milk", "sugar"]
        [changes.split]
        morning = ["early"]
        noon = ["early"]
"""
SECOND = _structure(2, ["hot", "strong", "added", "morning", "noon", "cake"], CHANGES)
SECOND_WORDS = _words(
    hot="It is hot.", strong="It is strong enough.", added="Added.", morning="M.", noon="N.", cake="Cake."
)


def _write(author: Author, second: str = SECOND, words: str = SECOND_WORDS) -> Path:
    author.writes("v1.toml", FIRST)
    author.writes("v1.en.toml", FIRST_WORDS)
    author.writes("v2.en.toml", words)
    return author.writes("v2.toml", second)


def _faults(path: Path) -> list[Fault]:
    with pytest.raises(QuestionnaireFaults) as unusable:
        load(path)
    return unusable.value.faults


def test_a_version_brings_its_change_list_with_the_ids_that_each_item_comes_from(author: Author) -> None:
    assert load(_write(author)).changes == (
        Change("hot", "unchanged", ("hot",)),
        Change("strong", "reworded", ("strong",)),
        Change("added", "merged", ("milk", "sugar")),
        Change("morning", "split", ("early",)),
        Change("noon", "split", ("early",)),
        Change("cake", "new"),
        Change("often", "retired", ("often",)),
    )


def test_the_first_version_has_no_change_list(author: Author) -> None:
    assert load(_write(author).with_name("v1.toml")).changes == ()


@pytest.mark.parametrize(
    ("old", "new", "place", "sentence"),
    [
        (
            'new = ["cake"]',
            "",
            "cake",
            "It is missing in [changes]: is it unchanged, reworded, merged, split or new?",
        ),
        (
            'retired = ["often"]',
            "",
            "often",
            "The version before asked this. [changes] must say what became of it.",
        ),
        (
            'new = ["cake"]',
            'new = ["cake", "scone"]',
            "scone",
            "It is listed as “new”, but this version does not ask it.",
        ),
        (
            'retired = ["often"]',
            'retired = ["often", "hot"]',
            "hot",
            "It is listed as “retired”, but this version still asks",
        ),
        (
            'retired = ["often"]',
            'retired = ["often", "hot"]',
            "hot",
            "It stands more than once in the change list.",
        ),
        ('["milk", "sugar"]', '["milk", "honey"]', "added", "The version before did not ask “honey”."),
        ('["milk", "sugar"]', '["milk"]', "added", "A merged question comes from two questions or more."),
        (
            'morning = ["early"]',
            'morning = ["early", "often"]',
            "morning",
            "A question that was split off comes from one",
        ),
        (
            'noon = ["early"]',
            'noon = ["often"]',
            "morning noon",
            "A split makes two questions or more. One alone is reworded",
        ),
        ('"tea"', '"coffee"', "coffee", "The version before is called “tea”. Keep the name."),
        ('"staff"', '"pupils"', "tea", "The version before was for staff. Keep the audience."),
        (
            '[[items]]\nid = "hot"\n',
            '[[items]]\nid = "hot"\nreversed = true\n',
            "hot",
            "Its answers or direction changed",
        ),
        (
            '[[items]]\nid = "hot"\n',
            '[[items]]\nid = "hot"\nkind = "outcome"\n',
            "hot",
            "Its answers or direction changed",
        ),
        (
            '[[items]]\nid = "hot"\n',
            '[[items]]\nid = "hot"\noptions = "amount3"\n',
            "hot",
            "Its answers or direction changed",
        ),
    ],
)
def test_a_change_list_that_does_not_fit_is_told_with_its_id(
    author: Author, old: str, new: str, place: str, sentence: str
) -> None:
    faults = _faults(_write(author, changed(SECOND, old, new)))
    assert " ".join(fault.id for fault in faults if sentence in fault.sentence) == place
    assert {fault.file for fault in faults} == {"v2.toml"}


def test_half_of_a_question_may_go_into_a_merged_one(author: Author) -> None:
    changes = changed(CHANGES, '["milk", "sugar"]', '["milk", "sugar", "early"]')
    second = _structure(
        2, ["hot", "strong", "added", "morning", "cake"], changed(changes, 'noon = ["early"]', "")
    )
    loaded = load(_write(author, second, changed(SECOND_WORDS, 'noon = "N."\n', "")))
    assert Change("added", "merged", ("milk", "sugar", "early")) in loaded.changes
    assert Change("morning", "split", ("early",)) in loaded.changes


def test_other_words_make_a_question_reworded_and_the_same_words_unchanged(author: Author) -> None:
    (fault,) = _faults(_write(author, words=changed(SECOND_WORDS, "It is hot.", "It is warm.")))
    assert (fault.id, fault.sentence) == (
        "hot",
        "It is listed as “unchanged”, but its words changed: it is “reworded”.",
    )
    (fault,) = _faults(_write(author, words=changed(SECOND_WORDS, "It is strong enough.", "It is strong.")))
    assert (fault.id, fault.sentence) == (
        "strong",
        "It is listed as “reworded”, but its words are the same: it is “unchanged”.",
    )


def test_an_id_that_was_retired_long_ago_cannot_come_back_with_another_meaning(author: Author) -> None:
    _write(author)
    kept = ["hot", "strong", "added", "morning", "noon", "cake"]
    unchanged = f"[changes]\nunchanged = {kept}\nnew = ['often']".replace("'", '"')
    author.writes("v3.en.toml", SECOND_WORDS + 'often = "Often."\n')
    (fault,) = _faults(author.writes("v3.toml", _structure(3, [*kept, "often"], unchanged)))
    assert (fault.id, fault.sentence) == (
        "often",
        "Version 1 used this id. Another meaning needs another id.",
    )


def test_a_later_version_needs_a_change_list(author: Author) -> None:
    faults = _faults(_write(author, SECOND[: SECOND.index("[changes]")]))
    assert (
        "changes",
        "A later version needs [changes]: what became of every question of the version before.",
    ) in [(fault.id, fault.sentence) for fault in faults]


def test_a_later_version_needs_the_version_before_beside_it(author: Author) -> None:
    path = _write(author)
    path.with_name("v1.toml").unlink()
    (fault,) = _faults(path)
    assert fault.sentence == "Call this file v2.toml, and put v1.toml beside it."


def test_faults_of_the_version_before_are_told_too(author: Author) -> None:
    path = _write(author)
    author.writes("v1.en.toml", changed(FIRST_WORDS, 'milk = "Milk."\n', ""))
    assert [(fault.file, fault.id) for fault in _faults(path)] == [("v1.en.toml", "milk")]


def test_a_first_version_has_nothing_to_change(author: Author) -> None:
    _write(author)
    (fault,) = _faults(author.writes("v1.toml", FIRST + '\n[changes]\nnew = ["hot"]\n'))
    assert (fault.id, fault.sentence) == (
        "changes",
        "A first version has nothing to change. Leave [changes] out.",
    )
