"""Carrying judgements over to a revised version: what is proposed, and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval.questionnaires.catalogue import shipped
from selfeval.questionnaires.model import (
    Change,
    ChangeKind,
    Definition,
    Item,
    ItemWords,
    Option,
    OptionSet,
    Questionnaire,
    Words,
)
from selfeval.self_evaluation.carrying import Carried, carried, carried_along

LEVELS = OptionSet("levels", (Option("high", 2), Option("middle", 1), Option("low", 0)), 2)


@dataclass(frozen=True)
class Rated:
    """A judgement of last year."""

    level: str | None
    commentary: str = ""


def version(number: int, items: Mapping[str, str], changes: tuple[Change, ...] = ()) -> Questionnaire:
    """Indicator -> its text; numbers go 1.1, 1.2 and so on."""
    definition = Definition(
        questionnaire="tea",
        version=number,
        audience="leaders",
        areas=("kitchen",),
        option_sets=(LEVELS,),
        items=tuple(
            Item(name, "indicator", "levels", area="kitchen", commitment=f"1.{place}", also=("not_known",))
            for place, name in enumerate(items, 1)
        ),
    )
    of = {change.item: change.kind for change in changes}
    words = Words(
        language="en",
        title="Tea",
        intro="",
        items={
            name: ItemWords(
                text,
                short=name,
                changed="" if of.get(name) in (None, "unchanged") else f"{of[name]} in {number}.",
            )
            for name, text in items.items()
        },
        options={},
        answers={},
        areas={"kitchen": "Kitchen"},
        scales={},
    )
    return Questionnaire(definition, {"en": words}, changes)


FIRST = version(
    1, {"hot": "It is hot.", "strong": "Strong.", "milk": "Milk.", "sugar": "Sugar.", "early": "Early."}
)
SECOND = version(
    2,
    {"hot": "It is hot.", "strong": "It is strong.", "sweet": "Both.", "dawn": "D", "noon": "N", "cake": ""},
    (
        Change("hot", "unchanged", ("hot",)),
        Change("strong", "reworded", ("strong",)),
        Change("sweet", "merged", ("milk", "sugar")),
        Change("dawn", "split", ("early",)),
        Change("noon", "split", ("early",)),
        Change("cake", "new"),
    ),
)  # fmt: skip
THIRD = version(
    3,
    {"hot": "It is very hot.", "all": "All.", "dawn": "D.", "noon": "At noon.", "tart": "T.", "pie": "P."},
    (
        Change("hot", "reworded", ("hot",)),
        Change("all", "merged", ("strong", "sweet")),
        Change("dawn", "unchanged", ("dawn",)),
        Change("noon", "reworded", ("noon",)),
        Change("tart", "split", ("cake",)),
        Change("pie", "split", ("cake",)),
    ),
)  # fmt: skip
JUDGED = {
    "hot": Rated("high", "Steam is seen."),
    "strong": Rated("middle", "Brown."),
    "milk": Rated("middle", "A jug."),
    "sugar": Rated("low", "A bowl."),
    "early": Rated("high", "At six."),
}


def over_one(judgements: Mapping[str, Rated] = JUDGED) -> dict[str, Carried]:
    return carried_along((FIRST, SECOND), judgements)


def test_what_is_unchanged_or_reworded_keeps_its_level_and_its_text() -> None:
    taken = over_one()
    assert (taken["hot"].kind, taken["hot"].level, taken["hot"].commentary) == (
        "unchanged",
        "high",
        "Steam is seen.",
    )
    assert (taken["strong"].kind, taken["strong"].level, taken["strong"].commentary) == (
        "reworded",
        "middle",
        "Brown.",
    )
    assert taken["hot"].changed == ""
    assert taken["strong"].changed == "reworded in 2."


def test_the_old_number_and_wording_stand_beside_the_new() -> None:
    (source,) = over_one()["strong"].sources
    assert (source.number, source.words.text, source.level) == ("1.2", "Strong.", "middle")


def test_what_was_split_off_takes_the_level_without_the_text() -> None:
    for half in ("dawn", "noon"):
        taken = over_one()[half]
        assert (taken.kind, taken.level, taken.commentary) == ("split", "high", "")
        assert [source.commentary for source in taken.sources] == ["At six."]


def test_what_was_merged_takes_the_lower_level_and_both_texts_under_their_old_numbers() -> None:
    taken = over_one()["sweet"]
    assert (taken.kind, taken.level) == ("merged", "low")
    assert taken.commentary == "1.3 milk: A jug.\n\n1.4 sugar: A bowl."
    assert [source.indicator for source in taken.sources] == ["milk", "sugar"]


@pytest.mark.parametrize(
    ("milk", "sugar", "level"),
    [
        ("high", None, None),
        ("high", "not_known", None),
        ("not_known", "not_known", "not_known"),
        (None, None, None),
        ("middle", "high", "middle"),
    ],
)
def test_a_merged_level_needs_a_level_of_each_of_its_sources(
    milk: str | None, sugar: str | None, level: str | None
) -> None:
    assert over_one({"milk": Rated(milk), "sugar": Rated(sugar)})["sweet"].level == level


def test_what_is_new_takes_nothing_and_has_nothing_beside_it() -> None:
    taken = over_one()["cake"]
    assert taken == Carried("cake", "new", None, "", (), "new in 2.")
    assert not taken.provisional


def test_what_was_not_rated_last_year_is_not_proposed_but_its_old_wording_is_shown() -> None:
    taken = over_one({})["strong"]
    assert (taken.level, taken.commentary, taken.provisional) == (None, "", False)
    assert [source.words.text for source in taken.sources] == ["Strong."]


def test_a_text_alone_is_something_to_confirm() -> None:
    assert over_one({"hot": Rated(None, "Not yet sure.")})["hot"].provisional


def test_over_several_versions_the_furthest_step_names_the_change() -> None:
    taken = carried_along((FIRST, SECOND, THIRD), JUDGED)
    assert {name: one.kind for name, one in taken.items()} == {
        "hot": "reworded",
        "all": "merged",
        "dawn": "split",
        "noon": "split",
        "tart": "new",
        "pie": "new",
    }
    assert taken["all"].level == "low"
    assert [source.indicator for source in taken["all"].sources] == ["strong", "milk", "sugar"]
    assert taken["all"].commentary == "1.2 strong: Brown.\n\n1.3 milk: A jug.\n\n1.4 sugar: A bowl."
    assert taken["noon"].commentary == ""
    assert taken["noon"].changed == "split in 2. reworded in 3."


def test_a_level_that_the_new_version_does_not_have_is_not_proposed() -> None:
    fewer = replace(LEVELS, options=LEVELS.options[1:], favourable_from=1)
    narrow = replace(SECOND, definition=replace(SECOND.definition, option_sets=(fewer,)))
    taken = carried_along((FIRST, narrow), JUDGED)
    assert (taken["hot"].level, taken["hot"].commentary) == (None, "Steam is seen.")
    assert taken["strong"].level == "middle"


EVALUATIONS = shipped()["self-evaluation"]
KINDS: tuple[ChangeKind, ...] = ("unchanged", "reworded", "merged", "split", "new")


@st.composite
def _lists(draw: st.DrawFn) -> tuple[Questionnaire, Questionnaire, Questionnaire]:
    """Three versions with any two change lists between them."""
    versions = [version(1, {f"v1.{n}": f"{n}" for n in range(draw(st.integers(2, 6)))})]
    for number in (2, 3):
        old = [item.id for item in versions[-1].definition.items]
        changes = []
        for place in range(draw(st.integers(1, 6))):
            kind = draw(st.sampled_from(KINDS))
            if kind in {"unchanged", "reworded"}:
                name = draw(st.sampled_from(old))
                changes.append(Change(name, kind, (name,)))
            elif kind == "merged":
                sources = draw(st.lists(st.sampled_from(old), min_size=1, max_size=3, unique=True))
                changes.append(Change(f"v{number}.{place}", kind, tuple(sources)))
            else:
                sources = [draw(st.sampled_from(old))] if kind == "split" else []
                changes.append(Change(f"v{number}.{place}", kind, tuple(sources)))
        by_id = {change.item: change for change in changes}
        versions.append(version(number, {name: name for name in by_id}, tuple(by_id.values())))
    first, second, third = versions
    return first, second, third


def _judgements(ids: list[str]) -> st.SearchStrategy[dict[str, Rated]]:
    level = st.sampled_from(("high", "middle", "low", "not_known", None))
    return st.dictionaries(
        st.sampled_from(ids), st.builds(Rated, level, st.sampled_from(("", "Seen.", "Read.")))
    )


@given(st.data())
def test_on_the_same_version_everything_is_carried_as_it_was(data: st.DataObject) -> None:
    of = data.draw(st.sampled_from((FIRST, *EVALUATIONS)))
    ids = [item.id for item in of.definition.items]
    judgements = data.draw(_judgements(ids))
    if of in EVALUATIONS:
        called = {"high": "leading", "middle": "building", "low": "not_started", "not_known": "not_known"}
        judgements = {i: Rated(called.get(j.level or ""), j.commentary) for i, j in judgements.items()}
    taken = carried(of, judgements, of) if of in EVALUATIONS else carried_along((of,), judgements)
    assert list(taken) == ids
    for name, one in taken.items():
        judged = judgements.get(name, Rated(None))
        assert (one.kind, one.level, one.commentary) == ("unchanged", judged.level, judged.commentary)


@given(st.data())
def test_nothing_is_invented(data: st.DataObject) -> None:
    versions = data.draw(_lists())
    ids = [item.id for item in versions[0].definition.items]
    judgements = data.draw(_judgements(ids))
    taken = carried_along(versions, judgements)
    assert list(taken) == [item.id for item in versions[-1].definition.items]
    for one in taken.values():
        assert (one.kind == "new") == (not one.sources)
        levels = [judgements.get(source.indicator, Rated(None)).level for source in one.sources]
        assert one.level is None or one.level in levels
        texts = {judgements.get(source.indicator, Rated(None)).commentary for source in one.sources}
        rest = one.commentary
        for source in one.sources:
            rest = rest.replace(f"{source.number} {source.words.short}:", "")
        for text in texts - {""}:
            rest = rest.replace(text, "")
        assert rest.strip() == ""
        if one.kind == "split":
            assert one.commentary == ""


@given(st.data())
def test_over_two_change_lists_it_is_the_same_as_one_after_the_other(data: st.DataObject) -> None:
    first, second, third = data.draw(_lists())
    judgements = data.draw(_judgements([item.id for item in first.definition.items]))
    halfway = carried_along((first, second), judgements)
    straight = carried_along((first, second, third), judgements)
    again = carried_along(
        (second, third), {name: Rated(one.level, one.commentary) for name, one in halfway.items()}
    )
    assert {name: one.level for name, one in straight.items()} == {
        name: one.level for name, one in again.items()
    }


def test_what_is_taken_over_waits_for_somebody_to_confirm_it() -> None:
    of = EVALUATIONS[0]
    taken = carried(of, {item.id: Rated("secure") for item in of.definition.items}, of)
    assert all(one.provisional for one in taken.values())


def _of_the_charter(before: int, now: int, judgements: Mapping[str, Rated]) -> dict[str, Carried]:
    return carried(EVALUATIONS[before - 1], judgements, EVALUATIONS[now - 1])


def test_every_indicator_of_the_second_version_comes_from_the_first_or_is_new() -> None:
    first = {item.id for item in EVALUATIONS[0].definition.items}
    taken = _of_the_charter(1, 2, dict.fromkeys(first, Rated("building", "Seen.")))
    assert list(taken) == [item.id for item in EVALUATIONS[1].definition.items]
    used = {source.indicator for one in taken.values() for source in one.sources}
    assert used == first
    for one in taken.values():
        assert bool(one.sources) != (one.kind == "new")
        assert one.level == "building"
        assert one.changed
        assert bool(one.commentary) == (one.kind != "split")


def test_adults_act_takes_the_lower_of_two_levels_and_shows_both_old_wordings() -> None:
    taken = _of_the_charter(1, 2, {"se.5.1": Rated("secure", "Seen."), "se.5.3": Rated("starting", "Heard.")})
    adults = taken["se.5.1a"]
    assert (adults.level, [source.number for source in adults.sources]) == ("starting", ["5.1", "5.3"])
    assert adults.commentary == "5.1 Shared responsibility: Seen.\n\n5.3 No bystanders: Heard."
    assert (
        adults.sources[0].words.levels["not_started"] == "Nothing says what adults should do about bullying."
    )
    assert (taken["se.5.3a"].level, taken["se.5.3a"].commentary) == ("starting", "")


def test_a_year_under_way_on_the_older_version_takes_only_what_kept_its_meaning() -> None:
    second = [item.id for item in EVALUATIONS[1].definition.items]
    taken = _of_the_charter(2, 1, dict.fromkeys(second, Rated("secure", "Seen.")))
    assert list(taken) == [item.id for item in EVALUATIONS[0].definition.items]
    assert {name for name, one in taken.items() if one.kind == "new"} == {
        "se.4.3", "se.4.4", "se.5.1", "se.5.3", "se.5.4",
    }  # fmt: skip
    assert {one.kind for one in taken.values()} == {"reworded", "new"}
    assert (taken["se.4.1"].level, taken["se.4.1"].commentary) == ("secure", "Seen.")
