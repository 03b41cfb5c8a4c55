"""Findings as JSON and back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from selfeval.findings.findings import (
    Careless,
    ReleaseFindings,
    from_json,
    release_from_json,
    to_json,
)
from selfeval.scoring.round_findings import round_findings
from tests.scoring.forms import form, mixed

ROUND = round_findings(
    form(4, scales=[[0, 1, 2], [2, 3]]),
    mixed(40, 4),
    groups=["Year 3", "Year 4"] * 20,
    rolls={"Year 3": 25, "Year 4": 20},
)
RELEASE = ReleaseFindings("Alder Vale Primary", "Autumn 2025", "2025-10-06", "2025-10-17", (ROUND,))


def test_a_round_and_a_release_come_back_as_they_were() -> None:
    assert from_json(to_json(ROUND)) == ROUND
    assert from_json(to_json(RELEASE)) == RELEASE
    assert to_json(from_json(to_json(RELEASE))) == to_json(RELEASE)


def test_the_json_is_canonical() -> None:
    text = to_json(RELEASE)
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_a_round_is_not_taken_for_a_release() -> None:
    with pytest.raises(ValueError, match="holds RoundFindings, not ReleaseFindings"):
        release_from_json(to_json(ROUND))
    assert from_json(to_json(ROUND)) == ROUND


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"rounds": [1]}', to_json(ROUND).replace('"n":40', '"n":NaN')]
)
def test_what_is_not_findings_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Expecting|not a file of findings"):
        from_json(text)


def test_a_round_without_a_share_of_careless_answers_from_before_its_end_was_told_still_loads() -> None:
    old = json.loads(to_json(replace(ROUND, careless=Careless())))
    del old["careless"]["end"]
    assert from_json(json.dumps(old)).careless == Careless()


def test_findings_frozen_before_a_field_was_added_still_load() -> None:
    old = json.loads(to_json(ROUND))
    for scale in (*old["scales"], *old["breakdowns"][0]["groups"][0]["scales"]):
        del scale["reach"]
    found = from_json(json.dumps(old))
    assert found.scales[0].mean == ROUND.scales[0].mean
    assert found.scales[0].reach is None


@pytest.mark.parametrize("n", ['"40"', "40.5", '40,"median":50'])
def test_nothing_is_turned_into_another_type_and_nothing_left_over(n: str) -> None:
    with pytest.raises(ValueError, match=r"not a file of findings: (breakdowns|n|median|scales)[.0-9a-z]*: "):
        from_json(to_json(ROUND).replace('"n":40', f'"n":{n}'))


def test_a_round_without_a_form_handed_in_empty_reads_as_before_they_were_told_apart() -> None:
    assert '"blank"' not in to_json(RELEASE)
    for blank in (None, 10):
        told = replace(RELEASE, rounds=(replace(ROUND, blank=blank),))
        assert release_from_json(to_json(told)) == told
