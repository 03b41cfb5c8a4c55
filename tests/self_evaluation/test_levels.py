"""Area levels: the mean of what is rated, and "not known yet" is not a nought."""

from __future__ import annotations

from selfeval.questionnaires.catalogue import latest
from selfeval.self_evaluation.judgements import AreaLevel, Progress, area_levels, progress

DEFINITION = latest("self-evaluation").definition
CULTURE = ("se.2.1", "se.2.2", "se.2.3", "se.2.4")


def _culture(*levels: str | None) -> AreaLevel:
    return area_levels(DEFINITION, dict(zip(CULTURE, levels, strict=False)))["culture"]


def test_an_area_is_the_mean_of_its_rated_indicators() -> None:
    assert _culture("secure", "building", "building", "leading") == AreaLevel(2.75, 4, 0, 4)


def test_not_known_yet_lowers_nothing_and_is_counted_apart() -> None:
    assert _culture("secure", "secure", "not_known", None) == AreaLevel(3.0, 2, 1, 4)


def test_not_started_is_a_nought_and_does_lower() -> None:
    assert _culture("secure", "not_started") == AreaLevel(1.5, 2, 0, 4)


def test_under_half_rated_there_is_no_level() -> None:
    assert _culture("secure") == AreaLevel(None, 1, 0, 4)
    assert _culture() == AreaLevel(None, 0, 0, 4)


def test_a_level_of_another_version_is_no_level() -> None:
    assert _culture("secure", "secure", "splendid") == AreaLevel(3.0, 2, 0, 4)


def test_areas_stand_in_their_fixed_order() -> None:
    assert list(area_levels(DEFINITION, {})) == [
        "leadership",
        "culture",
        "curriculum",
        "flourish",
        "bullying",
        "community",
    ]


def test_a_self_evaluation_is_complete_when_every_indicator_is_looked_at() -> None:
    levels: dict[str, str | None] = {item.id: "building" for item in DEFINITION.items}
    levels["se.4.4a"] = "not_known"
    done = progress(area_levels(DEFINITION, levels))
    assert done == Progress(26, 1, 27)
    assert done.complete
    levels["se.1.1"] = None
    assert progress(area_levels(DEFINITION, levels)).left == 1
